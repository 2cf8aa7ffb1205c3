package dev.kern.graph;

import java.util.Locale;

/// How windows that reach beyond the edge of an image are handled.
public enum Padding {
  /// The image is padded so that there are `ceil(size / stride)` outputs, with the odd pixel at the
  /// end, as in TensorFlow. Convolutions see zeros there; pooling ignores it.
  SAME,
  /// Windows stay inside the image.
  VALID;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
