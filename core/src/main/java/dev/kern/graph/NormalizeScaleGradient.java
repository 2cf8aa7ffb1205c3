package dev.kern.graph;

import java.util.List;

/// The gradient of batch normalisation with respect to its scale.
///
/// `dscale[c] = sum over all rows of dy[..., c] * (x[..., c] - mean[c]) / sqrt(variance[c] +
/// epsilon)`
///
/// @param epsilon added to the variance to avoid division by 0
public record NormalizeScaleGradient(double epsilon) implements Op {
  /// The gradient with respect to the scale, `[C]`.
  public static Node of(Node x, Node mean, Node variance, Node dy, double epsilon) {
    return x.graph().add(new NormalizeScaleGradient(epsilon), x, mean, variance, dy);
  }

  @Override
  public String symbol() {
    return "normalize_scale_gradient";
  }

  @Override
  public String attributes() {
    return "epsilon: " + epsilon;
  }

  @Override
  public List<String> roles() {
    return List.of("x", "mean", "variance", "dy");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(4);
    call.expectSameShape(0, 3);
    return call.shape(1);
  }
}
