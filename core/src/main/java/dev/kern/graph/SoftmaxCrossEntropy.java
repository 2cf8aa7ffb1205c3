package dev.kern.graph;

import java.util.List;

/// The cross-entropy between the softmax of the logits and the labels, per sample, in nats; finite
/// for logits of any size.
///
/// | tensor | shape                                |
/// |--------|--------------------------------------|
/// | logits | `[N, C]`                             |
/// | labels | `[N, C]`, each row a distribution    |
/// | result | `[N]`                                |
///
/// `y[n] = -sum over c of labels[n,c] * (x[n,c] - max - log(sum over k of exp(x[n,k] - max)))`
///
/// No gradient flows to the labels.
public record SoftmaxCrossEntropy() implements Op {
  /// The cross-entropy of each row.
  ///
  /// Fails with [ShapeException] if logits and labels differ in shape.
  public static Node of(Node logits, Node labels) {
    return logits.graph().add(new SoftmaxCrossEntropy(), logits, labels);
  }

  @Override
  public String symbol() {
    return "softmax_cross_entropy";
  }

  @Override
  public List<String> roles() {
    return List.of("logits", "labels");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectRank(0, 2, "[N, C]");
    call.expectSameShape(0, 1);
    return Shape.of(call.shape(0).extent(0));
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> SoftmaxCrossEntropyGradient.of(y.input(0), y.input(1), dy));
  }
}
