package dev.kern.graph;

import java.util.List;

/// The gradient of batch normalisation with respect to its input.
///
/// With `r = 1 / sqrt(variance + epsilon)` and `z = (x - mean) * r`, per channel: `dx = scale * r *
/// dy` for given statistics, and `dx = scale * r * (dy - mean(dy) - z * mean(dy * z))` for those of
/// the batch itself.
///
/// @param epsilon added to the variance to avoid division by 0
/// @param byBatch whether mean and variance are those of `x`
public record NormalizeGradient(double epsilon, boolean byBatch) implements Op {
  /// The gradient with respect to `x`.
  public static Node of(
      Node x, Node mean, Node variance, Node scale, Node dy, double epsilon, boolean byBatch) {
    NormalizeGradient op = new NormalizeGradient(epsilon, byBatch);
    if (!byBatch) {
      return x.graph().add(op, x, mean, variance, scale, dy);
    }
    Node dScale = NormalizeScaleGradient.of(x, mean, variance, dy, epsilon);
    return x.graph().add(op, x, mean, variance, scale, dy, dScale, SumRows.of(dy));
  }

  @Override
  public String symbol() {
    return "normalize_gradient";
  }

  @Override
  public String attributes() {
    return "epsilon: " + epsilon + (byBatch ? ", by batch" : "");
  }

  @Override
  public List<String> roles() {
    return List.of("x", "mean", "variance", "scale", "dy", "dscale", "dshift");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(byBatch ? 7 : 5);
    call.expectSameShape(0, 4);
    return call.shape(0);
  }
}
