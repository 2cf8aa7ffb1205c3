package dev.kern.graph;

import dev.kern.math.Activation;

/// A nonlinear function of every element.
///
/// @param activation which one
public record Activate(Activation activation) implements ElementwiseOp {
  /// `activation(x)`, element by element.
  public static Node of(Node x, Activation activation) {
    return x.graph().add(new Activate(activation).symbol(), new Activate(activation), x);
  }

  @Override
  public String symbol() {
    return activation.symbol();
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    Node saved = activation.slopeFromOutput() ? y : y.input(0);
    adjoints.add(y.input(0), () -> ActivateGradient.of(saved, dy, activation));
  }
}
