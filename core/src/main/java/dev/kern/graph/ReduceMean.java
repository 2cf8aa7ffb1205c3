package dev.kern.graph;

/// The mean of all elements, a scalar.
public final class ReduceMean {
  private ReduceMean() {}

  /// `y = sum(x) / size(x)`
  public static Node of(Node x) {
    return Reduce.of(Reduce.Kind.MEAN, x);
  }
}
