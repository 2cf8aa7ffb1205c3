package dev.kern.graph;

import dev.kern.math.UnaryFunction;

/// The sign of every element: -1, 0 or 1. Its gradient is 0.
public final class Sign {
  private Sign() {}

  /// `y = sign(x)`
  public static Node of(Node x) {
    return Unary.of(UnaryFunction.SIGN, x);
  }
}
