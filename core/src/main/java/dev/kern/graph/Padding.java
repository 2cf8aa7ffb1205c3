package dev.kern.graph;

import java.util.Locale;

/// What happens where a window reaches over the edge of an image.
public enum Padding {
  /// The image is surrounded with as much as gives `ceil(size / stride)` outputs, the odd pixel at
  /// the end, as TensorFlow does it. Convolutions see zeros there; pooling leaves it out.
  SAME,
  /// Windows stay inside the image.
  VALID;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
