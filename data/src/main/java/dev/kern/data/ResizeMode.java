package dev.kern.data;

/// How images are brought to another size.
public enum ResizeMode {
  /// Each side by itself, whatever becomes of the proportions: means of areas where it gets
  /// shorter, linear interpolation where it gets longer.
  STRETCH
}
