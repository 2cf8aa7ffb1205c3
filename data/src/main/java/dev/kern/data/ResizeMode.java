package dev.kern.data;

/// How images are resized.
public enum ResizeMode {
  /// Resizes each side independently, ignoring the aspect ratio: area averages if it gets shorter,
  /// linear interpolation if it gets longer.
  STRETCH
}
