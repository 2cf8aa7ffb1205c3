package dev.kern.graph;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One training step: moves every trainable variable along its gradient. The compiler replaces it
/// with the gradients and an [Update] per variable.
///
/// @param rule how a variable moves
/// @param clipNorm the largest global norm of the gradients; 0 disables clipping
/// @param rateFactors what the learning rate is multiplied by, for the variables of these names; 1
///   for the others
/// @param decayFactors what the weight decay is multiplied by, for the variables of these names; of
///   the others 1 for those of rank 2 and more, 0 for biases and the like
public record Minimize(
    UpdateRule rule,
    double clipNorm,
    Map<String, Double> rateFactors,
    Map<String, Double> decayFactors)
    implements Op {
  /// Copies the maps.
  public Minimize {
    rateFactors = Map.copyOf(rateFactors);
    decayFactors = Map.copyOf(decayFactors);
  }

  /// A step that minimises `loss`, a scalar, at learning rate `rate`, a scalar.
  public static Node of(Node loss, Node rate, UpdateRule rule) {
    return of(loss, rate, rule, 0);
  }

  /// A step whose gradients are first clipped to a global norm.
  ///
  /// Fails with [ShapeException] if `loss` or `rate` isn't a scalar.
  public static Node of(Node loss, Node rate, UpdateRule rule, double clipNorm) {
    return of(loss, rate, rule, clipNorm, Map.of(), Map.of());
  }

  /// A step at which some variables have a learning rate or a weight decay of their own: the usual
  /// one times a factor.
  ///
  /// Fails with [ShapeException] if `loss` or `rate` isn't a scalar.
  public static Node of(
      Node loss,
      Node rate,
      UpdateRule rule,
      double clipNorm,
      Map<String, Double> rateFactors,
      Map<String, Double> decayFactors) {
    Minimize step = new Minimize(rule, clipNorm, rateFactors, decayFactors);
    return loss.graph().add(step, loss, rate);
  }

  /// The step of one variable, all in one graph, with its own factors.
  public Node update(Node variable, Node gradient, Node rate) {
    String name = variable.name();
    double factor = rateFactors.getOrDefault(name, 1.0);
    Node own = factor == 1 ? rate : Scale.of(rate, factor);
    Double decay = decayFactors.get(name);
    return Update.of(
        variable, gradient, own, rule, decay == null ? usualDecayFactor(variable) : decay);
  }

  /// 1 for weights, 0 for biases, scales and shifts, which have rank 1.
  static double usualDecayFactor(Node variable) {
    return variable.shape().rank() > 1 ? 1 : 0;
  }

  @Override
  public String symbol() {
    return "minimize";
  }

  @Override
  public String attributes() {
    return rule
        + (clipNorm == 0 ? "" : ", clip norm: " + clipNorm)
        + (rateFactors.isEmpty() ? "" : ", rate factors: " + new TreeMap<>(rateFactors))
        + (decayFactors.isEmpty() ? "" : ", decay factors: " + new TreeMap<>(decayFactors));
  }

  @Override
  public List<String> roles() {
    return List.of("loss", "rate");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectRank(0, 0, "a scalar");
    call.expectRank(1, 0, "a scalar");
    return Shape.scalar();
  }

  @Override
  public boolean isEffect() {
    return true;
  }
}
