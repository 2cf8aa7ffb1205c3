package dev.kern.graph;

import java.util.List;

/// A tensor filled with a scalar: the gradient of a sum or mean.
///
/// @param shape the extents of the result
public record Fill(Shape shape) implements Op {
  /// `scalar` everywhere in a tensor of shape `shape`.
  ///
  /// Fails with [ShapeException] if `scalar` isn't a scalar.
  public static Node of(Node scalar, Shape shape) {
    return scalar.graph().add(new Fill(shape), scalar);
  }

  @Override
  public String symbol() {
    return "fill";
  }

  @Override
  public List<String> roles() {
    return List.of("scalar");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    call.expectRank(0, 0, "a scalar");
    return shape;
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> ReduceSum.of(dy));
  }
}
