package dev.kern.graph;

/// The quotient of two tensors, element by element; both of the same shape.
public final class Divide {
  private Divide() {}

  /// `a / b`
  ///
  /// Fails with [ShapeException] if the shapes differ.
  public static Node of(Node a, Node b) {
    return Arithmetic.of(Arithmetic.Kind.DIVIDE, a, b);
  }
}
