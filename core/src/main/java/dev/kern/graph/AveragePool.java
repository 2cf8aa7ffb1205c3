package dev.kern.graph;

import dev.kern.math.Pooling;

/// The mean of each channel over a window; as in TensorFlow, padding counts neither in the sum nor
/// in the number of pixels.
public final class AveragePool {
  private AveragePool() {}

  /// The pooled image; see [Pool2d] for the shapes.
  ///
  /// Fails with [ShapeException] if the window does not fit into the image.
  public static Node of(Node image, Window window) {
    return Pool2d.of(Pooling.AVERAGE, image, window);
  }
}
