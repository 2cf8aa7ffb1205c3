package dev.kern.graph;

import java.util.List;

/// A tensor times a scalar node.
public record ScaleBy() implements Op {
  /// `factor * x`
  ///
  /// Fails with [ShapeException] if `factor` isn't a scalar.
  public static Node of(Node x, Node factor) {
    return x.graph().add(new ScaleBy(), x, factor);
  }

  @Override
  public String symbol() {
    return "scale_by";
  }

  @Override
  public List<String> roles() {
    return List.of("x", "factor");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectRank(1, 0, "a scalar");
    return call.shape(0);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> ScaleBy.of(dy, y.input(1)));
    adjoints.add(y.input(1), () -> ReduceSum.of(Multiply.of(dy, y.input(0))));
  }
}
