package dev.kern.graph;

/// A window that slides over an image: its size in pixels, the stride between its positions, and
/// how edges are handled.
///
/// | padding | positions along an axis of `size` pixels           |
/// |---------|----------------------------------------------------|
/// | SAME    | `ceil(size / stride)`                              |
/// | VALID   | `floor((size - reach) / stride) + 1`               |
///
/// where `reach = (extent - 1) * dilation + 1`.
///
/// @param height rows of the window
/// @param width columns of the window
/// @param stride pixels between two positions, along both axes
/// @param padding how edges are handled
/// @param dilation pixels between two elements of the window; 1 leaves no gaps
public record Window(int height, int width, int stride, Padding padding, int dilation) {
  /// The largest reach, stride and border, in pixels: the longest side of an image.
  public static final int LARGEST = 1 << 13;

  /// Fails with [IllegalArgumentException] if a number is below 1, or the stride or the reach above
  /// [#LARGEST].
  public Window {
    int least = Math.min(Math.min(height, width), Math.min(stride, dilation));
    long reach = (Math.max(height, width) - 1L) * dilation + 1;
    if (least < 1 || reach > LARGEST || stride > LARGEST) {
      throw new IllegalArgumentException(
          ("a window needs numbers of 1 or more, and at most %d pixels of stride and from its first"
                  + " element to its last, given %d x %d, stride %d, dilation %d")
              .formatted(LARGEST, height, width, stride, dilation));
    }
  }

  /// A window of `size` by `size` pixels with stride 1, SAME padding and no gaps.
  public static Window square(int size) {
    return of(size, size);
  }

  /// A window with stride 1, SAME padding and no gaps.
  public static Window of(int height, int width) {
    return new Window(height, width, 1, Padding.SAME, 1);
  }

  /// This window with another stride.
  public Window stride(int pixels) {
    return new Window(height, width, pixels, padding, dilation);
  }

  /// This window with another padding.
  public Window padding(Padding other) {
    return new Window(height, width, stride, other, dilation);
  }

  /// This window with SAME padding.
  public Window same() {
    return padding(Padding.SAME);
  }

  /// This window with VALID padding.
  public Window valid() {
    return padding(Padding.VALID);
  }

  /// This window with gaps between its elements.
  public Window dilation(int pixels) {
    return new Window(height, width, stride, padding, pixels);
  }

  /// How many rows of output an image with `inputRows` rows gives; 0 or less if it is too small.
  public int outputHeight(int inputRows) {
    return outputSize(inputRows, height);
  }

  /// How many columns of output an image with `inputColumns` columns gives.
  public int outputWidth(int inputColumns) {
    return outputSize(inputColumns, width);
  }

  /// How many positions a window of `extent` pixels has along an axis of `size` pixels.
  ///
  /// In the notebook's notation `O = (W - K - 2P) / S + 1`, with P = 0 for VALID; for SAME the
  /// notebook's P = -1 gives `ceil(W / S)` after rounding up.
  public int outputSize(int size, int extent) {
    return switch (padding) {
      case SAME -> Math.ceilDiv(size, stride);
      case VALID -> Math.floorDiv(size - reach(extent), stride) + 1;
    };
  }

  /// Rows of padding above an image.
  public int padTop(int inputRows) {
    return padBefore(inputRows, height);
  }

  /// Columns of padding left of an image.
  public int padLeft(int inputColumns) {
    return padBefore(inputColumns, width);
  }

  private int padBefore(int size, int extent) {
    int missing = (outputSize(size, extent) - 1) * stride + reach(extent) - size;
    return padding == Padding.VALID ? 0 : Math.max(0, missing) / 2;
  }

  private int reach(int extent) {
    return (extent - 1) * dilation + 1;
  }

  /// The text in graph listings, such as `window: 5, stride: 2, same`.
  @Override
  public String toString() {
    return "window: "
        + (height == width ? height : height + "x" + width)
        + (stride == 1 ? "" : ", stride: " + stride)
        + ", "
        + padding
        + (dilation == 1 ? "" : ", dilation: " + dilation);
  }
}
