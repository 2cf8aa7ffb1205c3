package dev.kern.layer;

import dev.kern.graph.Node;
import dev.kern.graph.ShuffleChannels;

/// Channels of several groups taken in turn, so that grouped convolutions see one another's.
///
/// Source: Zhang et al. 2017, ShuffleNet.
///
/// @param groups how many groups the channels make
public record ChannelShuffle(int groups) implements Layer {
  /// Fails with [IllegalArgumentException] if there is no group.
  public ChannelShuffle {
    Require.atLeast(1, groups, "shuffle", "groups");
  }

  @Override
  public String kind() {
    return "shuffle";
  }

  @Override
  public String settings() {
    return groups + " groups";
  }

  /// Fails with [dev.kern.graph.ShapeException] if the channels can't be divided into the groups.
  @Override
  public Node build(Scope scope, Node x) {
    return ShuffleChannels.of(x, groups);
  }
}
