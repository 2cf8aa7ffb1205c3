package dev.kern.graph;

import dev.kern.math.Bounds;

/// How a variable moves along its gradient `g` at learning rate `r`.
///
/// Weight decay is decoupled, `w -= r * weightDecay * w` beside the rule's own step, and applies to
/// variables of rank 2 and more: weights, not biases. Source: Loshchilov and Hutter 2017.
public sealed interface UpdateRule {
  /// How many further numbers the rule keeps per weight.
  int slots();

  /// The fraction of a weight that is subtracted per step and unit of learning rate.
  double weightDecay();

  /// The same with another weight decay.
  UpdateRule weightDecay(double part);

  /// `w -= r * g`
  ///
  /// @param weightDecay see [UpdateRule#weightDecay()]
  record GradientDescent(double weightDecay) implements UpdateRule {
    /// Fails with [IllegalArgumentException] if the weight decay is below 0.
    public GradientDescent {
      checkDecay(weightDecay);
    }

    @Override
    public int slots() {
      return 0;
    }

    @Override
    public GradientDescent weightDecay(double part) {
      return new GradientDescent(part);
    }
  }

  /// `v = momentum * v + g`, then `w -= r * v`, or Nesterov's `w -= r * (g + momentum * v)`, as
  /// TensorFlow has both.
  ///
  /// @param momentum the part of the velocity that stays per step, in `[0, 1)`
  /// @param nesterov whether the gradient is added once more
  /// @param weightDecay see [UpdateRule#weightDecay()]
  record Momentum(double momentum, boolean nesterov, double weightDecay) implements UpdateRule {
    /// Fails with [IllegalArgumentException] if a number is out of range.
    public Momentum {
      Bounds.fraction(momentum, "momentum");
      checkDecay(weightDecay);
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public Momentum weightDecay(double part) {
      return new Momentum(momentum, nesterov, part);
    }
  }

  /// Steps scaled by running means of the gradient and of its square: `m = b1 m + (1-b1) g`, `v =
  /// b2 v + (1-b2) g²`, `w -= r * (m / (1-b1^t)) / (sqrt(v / (1-b2^t)) + epsilon)`. Source: Kingma
  /// and Ba 2014.
  ///
  /// @param beta1 the part of the mean gradient that stays per step, in `[0, 1)`
  /// @param beta2 the part of the mean square that stays per step, in `[0, 1)`
  /// @param epsilon keeps the root away from 0
  /// @param weightDecay see [UpdateRule#weightDecay()]
  record Adam(double beta1, double beta2, double epsilon, double weightDecay)
      implements UpdateRule {
    /// Fails with [IllegalArgumentException] if a number is out of range.
    public Adam {
      Bounds.fraction(beta1, "beta1");
      Bounds.fraction(beta2, "beta2");
      Bounds.positive(epsilon, "epsilon");
      checkDecay(weightDecay);
    }

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public Adam weightDecay(double part) {
      return new Adam(beta1, beta2, epsilon, part);
    }
  }

  /// Stochastic gradient descent.
  static UpdateRule sgd() {
    return new GradientDescent(0);
  }

  /// Gradient descent with momentum.
  static UpdateRule momentum(double momentum) {
    return new Momentum(momentum, false, 0);
  }

  /// Gradient descent with Nesterov's momentum.
  static UpdateRule nesterov(double momentum) {
    return new Momentum(momentum, true, 0);
  }

  /// Adam with the paper's constants 0.9, 0.999 and 1e-8.
  static UpdateRule adam() {
    return new Adam(0.9, 0.999, 1e-8, 0);
  }

  /// Adam with decoupled weight decay.
  static UpdateRule adamW(double weightDecay) {
    return adam().weightDecay(weightDecay);
  }

  private static void checkDecay(double given) {
    if (!(given >= 0 && given < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the weight decay must be at least 0, given %s; 0.0001 is typical".formatted(given));
    }
  }
}
