package dev.kern.graph;

import dev.kern.math.UnaryFunction;

/// The square root of every element; NaN below 0.
public final class Sqrt {
  private Sqrt() {}

  /// `y = sqrt(x)`
  public static Node of(Node x) {
    return Unary.of(UnaryFunction.SQRT, x);
  }
}
