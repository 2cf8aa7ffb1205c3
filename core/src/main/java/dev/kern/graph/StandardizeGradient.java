package dev.kern.graph;

import java.util.List;

/// The gradient of [Standardize].
///
/// With `s = 1 / sqrt(variance[r] + epsilon)` and `z = (x[r, c] - mean[r]) * s`, per row: `dx[r, c]
/// = s * (dy[r, c] - mean(dy) - z * mean(dy * z))`.
///
/// @param epsilon added to the variance to avoid division by 0
public record StandardizeGradient(double epsilon) implements Op {
  /// The gradient with respect to `x`.
  public static Node of(Node x, Node dy, double epsilon) {
    return x.graph().add(new StandardizeGradient(epsilon), x, dy);
  }

  @Override
  public String symbol() {
    return "standardize_gradient";
  }

  @Override
  public String attributes() {
    return "epsilon: " + epsilon;
  }

  @Override
  public List<String> roles() {
    return List.of("x", "dy");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectSameShape(0, 1);
    return call.shape(0);
  }
}
