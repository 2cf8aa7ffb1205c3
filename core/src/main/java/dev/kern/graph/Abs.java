package dev.kern.graph;

import dev.kern.math.UnaryFunction;

/// Every element without its sign.
public final class Abs {
  private Abs() {}

  /// `y = abs(x)`
  public static Node of(Node x) {
    return Unary.of(UnaryFunction.ABS, x);
  }
}
