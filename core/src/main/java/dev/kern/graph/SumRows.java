package dev.kern.graph;

import java.util.List;

/// The sum over all axes but the last: the gradient of a bias.
///
/// `y[c] = sum over all rows of x[..., c]`
public record SumRows() implements Op {
  /// The sum of the rows of `[..., C]`, a `[C]`.
  public static Node of(Node x) {
    return x.graph().add(new SumRows(), x);
  }

  @Override
  public String symbol() {
    return "sum_rows";
  }

  @Override
  public List<String> roles() {
    return List.of("x");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    return Shape.of(call.shape(0).last());
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    Node x = y.input(0);
    adjoints.add(x, () -> AddBias.of(Fill.of(y.graph().constant(Tensor.scalar(0)), x.shape()), dy));
  }
}
