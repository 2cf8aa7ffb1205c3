package dev.kern.kernel;

/// What a convolution's store does with each 2 × 2 square of its output, stride 2.
public enum Pooling {
  /// Stores every pixel.
  NONE,
  /// Stores the largest of the four.
  MAX,
  /// Stores the mean of the four.
  AVERAGE
}
