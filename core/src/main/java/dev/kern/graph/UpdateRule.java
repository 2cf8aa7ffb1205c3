package dev.kern.graph;

/// How a variable moves along its gradient `g` at learning rate `r`.
///
/// Weight decay is decoupled, `w -= r * weightDecay * w` beside the rule's own step, and applies to
/// variables of rank 2 and more: weights, not biases. Source: Loshchilov and Hutter 2017.
public sealed interface UpdateRule {
  /// How many further numbers the rule keeps per weight.
  int slots();

  /// The part of a weight that is taken off per step and unit of learning rate.
  double weightDecay();

  /// `w -= r * g`
  record GradientDescent(double weightDecay) implements UpdateRule {
    @Override
    public int slots() {
      return 0;
    }
  }

  /// `v = momentum * v + g`, then `w -= r * v`, or for Nesterov's `w -= r * (g + momentum * v)`, as
  /// TensorFlow has both.
  record Momentum(double momentum, boolean nesterov, double weightDecay) implements UpdateRule {
    @Override
    public int slots() {
      return 1;
    }
  }

  /// `m = b1 m + (1-b1) g`, `v = b2 v + (1-b2) g²`, `w -= r * (m / (1-b1^t)) / (sqrt(v / (1-b2^t))
  /// + epsilon)`. Source: Kingma and Ba 2014.
  record Adam(double beta1, double beta2, double epsilon, double weightDecay)
      implements UpdateRule {
    @Override
    public int slots() {
      return 2;
    }
  }

  /// Plain gradient descent.
  static UpdateRule gradientDescent() {
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
    return new Adam(0.9, 0.999, 1e-8, weightDecay);
  }
}
