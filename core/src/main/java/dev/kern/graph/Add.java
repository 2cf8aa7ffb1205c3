package dev.kern.graph;

/// The sum of two tensors, element by element; both of the same shape.
public final class Add {
  private Add() {}

  /// `a + b`
  ///
  /// Fails with [ShapeException] if the shapes differ.
  public static Node of(Node a, Node b) {
    return Arithmetic.of(Arithmetic.Kind.ADD, a, b);
  }
}
