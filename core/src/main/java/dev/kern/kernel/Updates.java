package dev.kern.kernel;

/// Steps of weights along their gradient, which comes in parts.
///
/// `g[e] = sum over p < parts of g[p * pitch + e]`
///
/// The parts are added in that order, whichever thread computed them. Weight decay is decoupled:
/// `rate * weightDecay * w` is taken off beside the rule's own step.
public sealed interface Updates permits ScalarUpdates, VectorUpdates {
  /// `w -= rate * (g + weightDecay * w)`
  void gradientDescent(
      int n,
      float rate,
      float weightDecay,
      int parts,
      int pitch,
      float[] g,
      int gAt,
      float[] w,
      int wAt);

  /// `v = momentum * v + g`, then one of
  ///
  /// - `w -= rate * (v + weightDecay * w)`
  /// - `w -= rate * (g + momentum * v + weightDecay * w)`, Nesterov's
  void momentum(
      int n,
      float rate,
      float momentum,
      boolean nesterov,
      float weightDecay,
      int parts,
      int pitch,
      float[] g,
      int gAt,
      float[] w,
      int wAt,
      float[] v,
      int vAt);

  /// `m = b1 m + (1-b1) g`, `v = b2 v + (1-b2) g²`, then
  ///
  /// `w -= rate * (m / (1-b1^t) / (sqrt(v / (1-b2^t)) + epsilon) + weightDecay * w)`
  ///
  /// @param step the `t` of the formula, from 1 on
  void adam(
      int n,
      float rate,
      double beta1,
      double beta2,
      double epsilon,
      float weightDecay,
      long step,
      int parts,
      int pitch,
      float[] g,
      int gAt,
      float[] w,
      int wAt,
      float[] m,
      int mAt,
      float[] v,
      int vAt);
}
