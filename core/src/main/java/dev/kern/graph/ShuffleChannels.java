package dev.kern.graph;

import java.util.List;

/// Channels of several groups taken in turn: the first of each group, then the second of each.
///
/// | tensor | shape      |
/// |--------|------------|
/// | x      | `[..., C]` |
/// | result | `[..., C]` |
///
/// `y[..., k * G + g] = x[..., g * C/G + k]`
///
/// Source: Zhang et al. 2017, ShuffleNet.
///
/// @param groups how many groups the channels make, G
public record ShuffleChannels(int groups) implements Op {
  /// Fails with [IllegalArgumentException] if there is no group.
  public ShuffleChannels {
    if (groups < 1) {
      throw new IllegalArgumentException("a shuffle needs 1 or more groups, given " + groups);
    }
  }

  /// `x` with its channels shuffled.
  ///
  /// Fails with [ShapeException] if the channels can't be divided into the groups.
  public static Node of(Node x, int groups) {
    return x.graph().add(new ShuffleChannels(groups), x);
  }

  @Override
  public String symbol() {
    return "shuffle_channels";
  }

  @Override
  public String attributes() {
    return "groups: " + groups;
  }

  @Override
  public List<String> roles() {
    return List.of("x");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    int channels = call.shape(0).last();
    if (channels % groups != 0) {
      throw call.fail(
          "%d channels can't be divided into %d groups".formatted(channels, groups),
          "use a multiple of %d channels, or change the groups".formatted(groups));
    }
    return call.shape(0);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> of(dy, y.shape().last() / groups));
  }
}
