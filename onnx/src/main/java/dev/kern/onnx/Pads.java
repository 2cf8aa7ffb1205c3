package dev.kern.onnx;

import dev.kern.graph.Node;
import dev.kern.graph.Padding;
import dev.kern.graph.Shape;
import dev.kern.graph.Window;

/// Pixels added around an image, in ONNX's order.
///
/// @param top rows above
/// @param left columns on the left
/// @param bottom rows below
/// @param right columns on the right
record Pads(int top, int left, int bottom, int right) {
  /// No border.
  static final Pads NONE = new Pads(0, 0, 0, 0);

  /// The border that a window has on an image of so many rows and columns.
  static Pads of(Window window, int rows, int columns) {
    if (window.padding() == Padding.VALID) {
      return NONE;
    }
    int top = window.padTop(rows);
    int left = window.padLeft(columns);
    return new Pads(
        top,
        left,
        missing(window, window.outputHeight(rows), window.height(), rows) - top,
        missing(window, window.outputWidth(columns), window.width(), columns) - left);
  }

  /// The border that a window has on the images that a node gives, `[N, H, W, C]`.
  static Pads of(Window window, Node images) {
    Shape shape = images.shape();
    return of(window, shape.extent(1), shape.extent(2));
  }

  private static int missing(Window window, int positions, int extent, int size) {
    int reach = (extent - 1) * window.dilation() + 1;
    return Math.max(0, (positions - 1) * window.stride() + reach - size);
  }

  /// The border with its ends exchanged.
  Pads turned() {
    return new Pads(/* top= */ bottom, /* left= */ right, /* bottom= */ top, /* right= */ left);
  }

  long[] toArray() {
    return new long[] {top, left, bottom, right};
  }
}
