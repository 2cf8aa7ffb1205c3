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
public record Minimize(UpdateRule rule, double clipNorm, Map<String, Double> rateFactors)
    implements Op {
  /// Copies the map.
  public Minimize {
    rateFactors = Map.copyOf(rateFactors);
  }

  /// A step that minimises `loss`, a scalar, at learning rate `rate`, a scalar.
  public static Node of(Node loss, Node rate, UpdateRule rule) {
    return of(loss, rate, rule, 0);
  }

  /// A step whose gradients are first clipped to a global norm.
  ///
  /// Fails with [ShapeException] if `loss` or `rate` isn't a scalar.
  public static Node of(Node loss, Node rate, UpdateRule rule, double clipNorm) {
    return of(loss, rate, rule, clipNorm, Map.of());
  }

  /// A step at which some variables have a learning rate of their own: `rate` times a factor.
  ///
  /// Fails with [ShapeException] if `loss` or `rate` isn't a scalar.
  public static Node of(
      Node loss, Node rate, UpdateRule rule, double clipNorm, Map<String, Double> rateFactors) {
    return loss.graph().add(new Minimize(rule, clipNorm, rateFactors), loss, rate);
  }

  /// The learning rate of a variable: `rate`, or that times its factor, a node of the same graph.
  public Node rate(Node rate, String variable) {
    double factor = rateFactors.getOrDefault(variable, 1.0);
    return factor == 1 ? rate : Scale.of(rate, factor);
  }

  @Override
  public String symbol() {
    return "minimize";
  }

  @Override
  public String attributes() {
    return rule
        + (clipNorm == 0 ? "" : ", clip norm: " + clipNorm)
        + (rateFactors.isEmpty() ? "" : ", rate factors: " + new TreeMap<>(rateFactors));
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
