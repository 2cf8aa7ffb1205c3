package dev.kern.graph;

/// The sum of all elements, a scalar.
public final class ReduceSum {
  private ReduceSum() {}

  /// `y = sum(x)`
  public static Node of(Node x) {
    return Reduce.of(Reduce.Kind.SUM, x);
  }
}
