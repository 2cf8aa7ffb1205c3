package dev.kern.graph;

import java.util.List;

/// One step of training: moves every trainable variable along its gradient. Before it runs, the
/// compiler replaces it with the gradients and an [Update] per variable.
///
/// @param rule how a variable moves
/// @param clipNorm the largest norm of all gradients together; 0 leaves them as they are
public record Minimize(UpdateRule rule, double clipNorm) implements Op {
  /// A step that lowers `loss`, a scalar, at learning rate `rate`, a scalar.
  public static Node of(Node loss, Node rate, UpdateRule rule) {
    return of(loss, rate, rule, 0);
  }

  /// A step with the gradients clipped to a norm first.
  ///
  /// Fails with [ShapeException] if loss or rate is no scalar.
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
