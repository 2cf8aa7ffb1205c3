package dev.kern.graph;

import dev.kern.math.Pooling;

/// The largest element of each channel in a window; padding never wins.
public final class MaxPool {
  private MaxPool() {}

  /// The pooled image; see [Pool2d] for the shapes.
  ///
  /// Fails with [ShapeException] if the window does not fit into the image.
  public static Node of(Node image, Window window) {
    return Pool2d.of(Pooling.MAX, image, window);
  }
}
