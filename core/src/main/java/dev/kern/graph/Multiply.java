package dev.kern.graph;

/// The product of two tensors, element by element; both of the same shape.
public final class Multiply {
  private Multiply() {}

  /// `a * b`
  ///
  /// Fails with [ShapeException] if the shapes differ.
  public static Node of(Node a, Node b) {
    return Arithmetic.of(Arithmetic.Kind.MULTIPLY, a, b);
  }
}
