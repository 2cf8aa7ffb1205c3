package dev.kern.graph;

import java.util.List;

/// One training step: moves every trainable variable along its gradient. The compiler replaces it
/// with the gradients and an [Update] per variable.
///
/// @param rule how a variable moves
/// @param clipNorm the largest global norm of the gradients; 0 disables clipping
public record Minimize(UpdateRule rule, double clipNorm) implements Op {
  /// A step that minimises `loss`, a scalar, at learning rate `rate`, a scalar.
  public static Node of(Node loss, Node rate, UpdateRule rule) {
    return of(loss, rate, rule, 0);
  }

  /// A step whose gradients are first clipped to a global norm.
  ///
  /// Fails with [ShapeException] if `loss` or `rate` isn't a scalar.
  public static Node of(Node loss, Node rate, UpdateRule rule, double clipNorm) {
    return loss.graph().add(new Minimize(rule, clipNorm), loss, rate);
  }

  @Override
  public String symbol() {
    return "minimize";
  }

  @Override
  public String attributes() {
    return rule + (clipNorm == 0 ? "" : ", clip norm: " + clipNorm);
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
