package dev.kern.graph;

import java.util.List;

/// The gradient of the softmax cross-entropy with respect to the logits.
///
/// `dx[n,c] = dy[n] * (softmax(x)[n,c] - labels[n,c])`
public record SoftmaxCrossEntropyGradient() implements Op {
  /// The gradient with respect to the logits, `[N, C]`.
  public static Node of(Node logits, Node labels, Node dy) {
    return logits.graph().add(new SoftmaxCrossEntropyGradient(), logits, labels, dy);
  }

  @Override
  public String symbol() {
    return "softmax_cross_entropy_gradient";
  }

  @Override
  public List<String> roles() {
    return List.of("logits", "labels", "dy");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(3);
    call.expectRank(0, 2, "[N, C]");
    call.expectSameShape(0, 1);
    call.expectShape(2, Shape.of(call.shape(0).extent(0)));
    return call.shape(0);
  }
}
