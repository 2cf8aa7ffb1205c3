package dev.kern.layer;

import dev.kern.graph.Padding;

/// Settings of layers in words.
final class LayerText {
  private LayerText() {}

  /// A window: `5 x 5, stride 2, same`.
  static String window(int height, int width, int stride, Padding padding) {
    return "%d x %d%s, %s"
        .formatted(height, width, stride == 1 ? "" : ", stride " + stride, padding);
  }
}
