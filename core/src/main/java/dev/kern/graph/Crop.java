package dev.kern.graph;

import java.util.List;

/// A tensor without its border.
///
/// @param before elements removed at the start of each axis
/// @param after elements removed at the end of each axis
public record Crop(List<Integer> before, List<Integer> after) implements Op {
  /// Fails with [IllegalArgumentException] if a border is negative.
  public Crop {
    before = List.copyOf(before);
    after = List.copyOf(after);
    if (before.stream().anyMatch(n -> n < 0) || after.stream().anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(
          "crop takes borders of 0 or more, given %s before and %s after".formatted(before, after));
    }
  }

  /// `x` without its border.
  ///
  /// Fails with [ShapeException] if the border is larger than the tensor.
  public static Node of(Node x, List<Integer> before, List<Integer> after) {
    return x.graph().add(new Crop(before, after), x);
  }

  /// `x` without the first `before` and last `after` channels.
  ///
  /// Fails with [ShapeException] if there aren't so many.
  public static Node last(Node x, int before, int after) {
    int rank = x.shape().rank();
    return of(x, Pad.lastOnly(rank, before), Pad.lastOnly(rank, after));
  }

  @Override
  public String symbol() {
    return "crop";
  }

  @Override
  public String attributes() {
    return "before: %s, after: %s".formatted(before, after);
  }

  @Override
  public List<String> roles() {
    return List.of("x");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    return Pad.resize(call, before, after, -1);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> Pad.of(dy, before, after, 0));
  }
}
