package dev.kern.layer;

import dev.kern.graph.Crop;
import dev.kern.graph.Node;

/// Some neighbouring channels of an image, or numbers of a row.
///
/// @param from the first one that is kept, counted from 0
/// @param to the first one that isn't, behind them
public record ChannelRange(int from, int to) implements Layer {
  /// Fails with [IllegalArgumentException] if nothing is kept.
  public ChannelRange {
    Require.atLeast(0, from, "channels", "channels before it");
    Require.atLeast(1, to - from, "channels", "channels");
  }

  @Override
  public String kind() {
    return "channels";
  }

  @Override
  public String settings() {
    return "%d to %d".formatted(from, to - 1);
  }

  /// Fails with [dev.kern.graph.ShapeException] if there aren't so many channels.
  @Override
  public Node build(Scope scope, Node x) {
    if (to > x.shape().last()) {
      throw scope.misfit(
          this,
          x,
          "channels needs %d or more channels, given %d".formatted(to, x.shape().last()),
          "keep channels up to %d".formatted(x.shape().last()));
    }
    return Crop.last(x, from, x.shape().last() - to);
  }
}
