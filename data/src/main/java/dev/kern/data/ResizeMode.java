package dev.kern.data;

/// How images are resized.
public enum ResizeMode {
  /// Resizes each side independently, ignoring the aspect ratio: area averages if it gets shorter,
  /// linear interpolation if it gets longer.
  STRETCH,

  /// As [#STRETCH], but JPEG files that are much larger are decoded at a half, a quarter or an
  /// eighth of their size, the smallest that leaves twice the rows and columns wanted, and then
  /// stretched: many times faster, with pixels that differ by less than a step of 255 on average.
  REDUCED_STRETCH
}
