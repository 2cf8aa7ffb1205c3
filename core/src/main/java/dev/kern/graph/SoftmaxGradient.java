package dev.kern.graph;

import java.util.List;

/// The gradient through a softmax with output `y`.
///
/// `dx[..., c] = y[..., c] * (dy[..., c] - sum over k of dy[..., k] * y[..., k])`
public record SoftmaxGradient() implements Op {
  /// The gradient with respect to the logits.
  public static Node of(Node y, Node dy) {
    return y.graph().add(new SoftmaxGradient(), y, dy);
  }

  @Override
  public String symbol() {
    return "softmax_gradient";
  }

  @Override
  public List<String> roles() {
    return List.of("y", "dy");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectSameShape(0, 1);
    return call.shape(0);
  }
}
