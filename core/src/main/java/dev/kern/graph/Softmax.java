package dev.kern.graph;

import java.util.List;

/// Probabilities from logits, row by row.
///
/// `y[..., c] = exp(x[..., c] - max) / sum over k of exp(x[..., k] - max)`
public record Softmax() implements Op {
  /// The softmax of each row of `x`.
  public static Node of(Node x) {
    return x.graph().add(new Softmax(), x);
  }

  @Override
  public String symbol() {
    return "softmax";
  }

  @Override
  public List<String> roles() {
    return List.of("logits");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    return call.shape(0);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> SoftmaxGradient.of(y, dy));
  }
}
