package dev.kern.optimize;

import dev.kern.graph.UpdateRule;

/// How weights move along their gradients, and how fast.
///
/// Its factories are meant to be imported statically. Weight decay is decoupled from the gradient
/// and applies to weights, not to biases; see [UpdateRule].
public sealed interface Optimizer {
  /// The learning rate, before a [RateSchedule] changes it.
  double learningRate();

  /// The part of a weight that is taken off per step and unit of learning rate.
  double weightDecay();

  /// The rule in the graph.
  UpdateRule rule();

  /// The same with another learning rate.
  Optimizer learningRate(double rate);

  /// The same with another weight decay.
  Optimizer weightDecay(double part);

  /// `w -= r * g`
  ///
  /// @param learningRate r
  /// @param weightDecay see [Optimizer#weightDecay()]
  record GradientDescent(double learningRate, double weightDecay) implements Optimizer {
    /// Fails with [IllegalArgumentException] if a number is out of range.
    public GradientDescent {
      Require.rate(learningRate, weightDecay);
    }

    @Override
    public UpdateRule rule() {
      return new UpdateRule.GradientDescent(weightDecay);
    }

    @Override
    public GradientDescent learningRate(double rate) {
      return new GradientDescent(rate, weightDecay);
    }

    @Override
    public GradientDescent weightDecay(double part) {
      return new GradientDescent(learningRate, part);
    }
  }

  /// `v = momentum * v + g`, then `w -= r * v`, or Nesterov's `w -= r * (g + momentum * v)`.
  ///
  /// @param learningRate r
  /// @param momentum the part of the velocity that stays per step, in `[0, 1)`
  /// @param nesterov whether the gradient is added once more
  /// @param weightDecay see [Optimizer#weightDecay()]
  record Momentum(double learningRate, double momentum, boolean nesterov, double weightDecay)
      implements Optimizer {
    /// Fails with [IllegalArgumentException] if a number is out of range.
    public Momentum {
      Require.rate(learningRate, weightDecay);
      Require.share(momentum, "momentum");
    }

    @Override
    public UpdateRule rule() {
      return new UpdateRule.Momentum(momentum, nesterov, weightDecay);
    }

    @Override
    public Momentum learningRate(double rate) {
      return new Momentum(rate, momentum, nesterov, weightDecay);
    }

    @Override
    public Momentum weightDecay(double part) {
      return new Momentum(learningRate, momentum, nesterov, part);
    }
  }

  /// Steps scaled by running means of the gradient and of its square. Source: Kingma and Ba 2014;
  /// with weight decay Loshchilov and Hutter 2017.
  ///
  /// @param learningRate r
  /// @param beta1 the part of the mean gradient that stays per step, in `[0, 1)`
  /// @param beta2 the part of the mean square that stays per step, in `[0, 1)`
  /// @param epsilon keeps the root away from 0
  /// @param weightDecay see [Optimizer#weightDecay()]
  record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
      implements Optimizer {
    /// Fails with [IllegalArgumentException] if a number is out of range.
    public Adam {
      Require.rate(learningRate, weightDecay);
      Require.share(beta1, "beta1");
      Require.share(beta2, "beta2");
      Require.positive(epsilon, "epsilon");
    }

    @Override
    public UpdateRule rule() {
      return new UpdateRule.Adam(beta1, beta2, epsilon, weightDecay);
    }

    @Override
    public Adam learningRate(double rate) {
      return new Adam(rate, beta1, beta2, epsilon, weightDecay);
    }

    @Override
    public Adam weightDecay(double part) {
      return new Adam(learningRate, beta1, beta2, epsilon, part);
    }
  }

  /// Plain gradient descent.
  static GradientDescent gradientDescent(double learningRate) {
    return new GradientDescent(learningRate, 0);
  }

  /// Gradient descent with momentum; 0.9 is usual.
  static Momentum momentum(double learningRate, double momentum) {
    return new Momentum(learningRate, momentum, false, 0);
  }

  /// Gradient descent with Nesterov's momentum; 0.9 is usual.
  static Momentum nesterov(double learningRate, double momentum) {
    return new Momentum(learningRate, momentum, true, 0);
  }

  /// Adam with the paper's constants 0.9, 0.999 and 1e-8; 0.001 is the usual learning rate.
  static Adam adam(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-8, 0);
  }

  /// Adam with weight decay; 0.01 is usual.
  static Adam adamW(double learningRate, double weightDecay) {
    return adam(learningRate).weightDecay(weightDecay);
  }
}
