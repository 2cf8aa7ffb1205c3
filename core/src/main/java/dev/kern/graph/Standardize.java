package dev.kern.graph;

import java.util.List;

/// Layer normalisation without its scale and shift: each pixel's channels with mean 0 and variance
/// 1.
///
/// | tensor | shape      |
/// |--------|------------|
/// | x      | `[..., C]` |
/// | result | `[..., C]` |
///
/// `y[r, c] = (x[r, c] - mean[r]) / sqrt(variance[r] + epsilon)`, with the mean and the variance of
/// row `r`.
///
/// Source: Ba et al. 2016.
///
/// @param epsilon added to the variance to avoid division by 0
public record Standardize(double epsilon) implements Op {
  /// `x` with each of its rows standardised.
  public static Node of(Node x, double epsilon) {
    return x.graph().add(new Standardize(epsilon), x);
  }

  @Override
  public String symbol() {
    return "standardize";
  }

  @Override
  public String attributes() {
    return "epsilon: " + epsilon;
  }

  @Override
  public List<String> roles() {
    return List.of("x");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    return call.shape(0);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> StandardizeGradient.of(y.input(0), dy, epsilon));
  }
}
