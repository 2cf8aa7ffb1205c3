package dev.kern.graph;

import dev.kern.math.UnaryFunction;

/// The absolute value of every element.
public final class Abs {
  private Abs() {}

  /// `y = abs(x)`
  public static Node of(Node x) {
    return Unary.of(UnaryFunction.ABS, x);
  }
}
