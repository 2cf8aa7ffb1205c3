package dev.kern.graph;

import dev.kern.math.Activation;
import java.util.List;

/// The gradient through an activation: `dx = dy * slope(saved)`, where `saved` is the activation's
/// output or input, whichever its slope needs.
///
/// @param activation which one
public record ActivateGradient(Activation activation) implements Op {
  /// The gradient with respect to the activation's input.
  public static Node of(Node saved, Node dy, Activation activation) {
    return saved.graph().add(new ActivateGradient(activation), saved, dy);
  }

  @Override
  public String symbol() {
    return activation.symbol() + "_gradient";
  }

  @Override
  public List<String> roles() {
    return List.of("saved", "dy");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectSameShape(0, 1);
    return call.shape(0);
  }
}
