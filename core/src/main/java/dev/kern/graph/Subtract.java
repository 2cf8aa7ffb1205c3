package dev.kern.graph;

/// The difference of two tensors, element by element; both of the same shape.
public final class Subtract {
  private Subtract() {}

  /// `a - b`
  ///
  /// Fails with [ShapeException] if the shapes differ.
  public static Node of(Node a, Node b) {
    return Arithmetic.of(Arithmetic.Kind.SUBTRACT, a, b);
  }
}
