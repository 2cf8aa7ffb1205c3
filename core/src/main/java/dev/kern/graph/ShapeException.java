package dev.kern.graph;

/// Shapes that do not fit, found when a node is made; the message names the op, its place, every
/// shape that took part, and how to fix it.
public final class ShapeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  ShapeException(String message) {
    super(message);
  }
}
