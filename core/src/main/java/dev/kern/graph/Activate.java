package dev.kern.graph;

import dev.kern.math.Activation;
import java.util.List;

/// A nonlinear function of every element.
///
/// @param activation which one
public record Activate(Activation activation) implements Op {
  /// `activation(x)`, element by element.
  public static Node of(Node x, Activation activation) {
    return x.graph().add(new Activate(activation).symbol(), new Activate(activation), x);
  }

  @Override
  public String symbol() {
    return activation.symbol();
  }

  @Override
  public List<String> roles() {
    return List.of("x");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    return call.shape(0);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    Node saved = activation.slopeFromOutput() ? y : y.input(0);
    adjoints.add(y.input(0), () -> ActivateGradient.of(saved, dy, activation));
  }
}
