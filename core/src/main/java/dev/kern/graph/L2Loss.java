package dev.kern.graph;

/// Half the sum of squares, a scalar, as TensorFlow's `l2_loss`.
public final class L2Loss {
  private L2Loss() {}

  /// `y = sum(x²) / 2`
  public static Node of(Node x) {
    return Reduce.of(Reduce.Kind.L2, x);
  }
}
