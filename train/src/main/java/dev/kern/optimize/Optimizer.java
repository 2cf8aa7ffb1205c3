package dev.kern.optimize;

import dev.kern.graph.UpdateRule;
import dev.kern.math.Bounds;

/// An optimiser: an update rule with its learning rate.
///
/// Its factories are meant to be imported statically. Weight decay is decoupled from the gradient
/// and applies to weights, not to biases; see [UpdateRule].
///
/// @param learningRate the learning rate, before a schedule changes it
/// @param rule how weights move at that rate
public record Optimizer(double learningRate, UpdateRule rule) {
  /// Fails with [IllegalArgumentException] if the learning rate is not above 0.
  public Optimizer {
    Bounds.positive(learningRate, "learning rate");
  }

  /// The fraction of a weight that is subtracted per step and unit of learning rate.
  public double weightDecay() {
    return rule.weightDecay();
  }

  /// The same with another learning rate.
  public Optimizer learningRate(double rate) {
    return new Optimizer(rate, rule);
  }

  /// The same with another weight decay.
  public Optimizer weightDecay(double part) {
    return new Optimizer(learningRate, rule.weightDecay(part));
  }

  /// Plain stochastic gradient descent.
  public static Optimizer sgd(double learningRate) {
    return new Optimizer(learningRate, UpdateRule.sgd());
  }

  /// Gradient descent with momentum; 0.9 is usual.
  public static Optimizer momentum(double learningRate, double momentum) {
    return new Optimizer(learningRate, UpdateRule.momentum(momentum));
  }

  /// Gradient descent with Nesterov's momentum; 0.9 is usual.
  public static Optimizer nesterov(double learningRate, double momentum) {
    return new Optimizer(learningRate, UpdateRule.nesterov(momentum));
  }

  /// Adam with the paper's constants 0.9, 0.999 and 1e-8; 0.001 is the usual learning rate.
  public static Optimizer adam(double learningRate) {
    return new Optimizer(learningRate, UpdateRule.adam());
  }

  /// Adam with weight decay; 0.01 is usual.
  public static Optimizer adamW(double learningRate, double weightDecay) {
    return new Optimizer(learningRate, UpdateRule.adamW(weightDecay));
  }

  /// Muon with a momentum of 0.95: orthogonal steps for weights, Nesterov's momentum for biases and
  /// normalisation; 0.02 to 0.2 are usual. See [UpdateRule.Muon].
  public static Optimizer muon(double learningRate) {
    return muon(learningRate, 0.95);
  }

  /// Muon with another momentum.
  public static Optimizer muon(double learningRate, double momentum) {
    return new Optimizer(learningRate, UpdateRule.muon(momentum));
  }

  /// The rule with its settings and the rate, such as `Adam[learningRate=0.001, beta1=0.9, …]`.
  @Override
  public String toString() {
    return rule.toString().replaceFirst("\\[", "[learningRate=" + learningRate + ", ");
  }
}
