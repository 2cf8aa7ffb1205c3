package dev.kern.kernel;

import dev.kern.math.PortableMath;

/// The update rules of optimisers, applied to weights `from` to `to`, exclusive; the gradient `g`
/// is given as partial sums.
///
/// Weight decay is decoupled: `rate * weightDecay * w` is subtracted in addition to the rule's own
/// step.
public interface UpdateKernels {
  /// `w -= rate * (g + weightDecay * w)`
  void sgd(int from, int to, float rate, float weightDecay, PartialSums g, Buffer w);

  /// `v = momentum * v + g`, then one of
  ///
  /// - `w -= rate * (v + weightDecay * w)`
  /// - `w -= rate * (g + momentum * v + weightDecay * w)`, Nesterov's
  void momentum(int from, int to, Momentum rule, float rate, PartialSums g, Buffer w, Buffer v);

  /// `m = b1 m + (1-b1) g`, `v = b2 v + (1-b2) g²`, then
  ///
  /// `w -= rate * (m / (1-b1^t) / (sqrt(v / (1-b2^t)) + epsilon) + weightDecay * w)`
  ///
  /// @param t the step, counted from 1
  void adam(
      int from, int to, Adam rule, float rate, long t, PartialSums g, Buffer w, Buffer m, Buffer v);

  /// The settings of [#momentum].
  record Momentum(float momentum, boolean nesterov, float weightDecay) {}

  /// The settings of [#adam].
  record Adam(double beta1, double beta2, double epsilon, float weightDecay) {
    /// The factor of the bias corrections that multiplies `m`, hoisted out of the loop.
    ///
    /// `m / (1-b1^t) / (sqrt(v / (1-b2^t)) + e) = r / (1-b1^t) * m / (sqrt(v) + e * r)`
    ///
    /// where `r = sqrt(1 - b2^t)`.
    public float scale(long t) {
      return (float) (root(t) / (1 - PortableMath.power(beta1, t)));
    }

    /// What is added to `sqrt(v)`, see [#scale].
    public float guard(long t) {
      return (float) (epsilon * root(t));
    }

    private double root(long t) {
      return Math.sqrt(1 - PortableMath.power(beta2, t));
    }
  }
}
