package dev.kern.graph;

/// A window that slides over an image: its size in pixels, the stride between its positions, and
/// how edges are handled.
///
/// | padding | positions along an axis of `size` pixels           |
/// |---------|----------------------------------------------------|
/// | SAME    | `ceil(size / stride)`                              |
/// | VALID   | `floor((size - reach) / stride) + 1`               |
///
/// where `reach = (extent - 1) * dilation + 1`. An image can have a border on top of that, whose
/// pixels count as padding does: as zeros in a convolution, and not at all in pooling.
///
/// @param height rows of the window
/// @param width columns of the window
/// @param stride pixels between two positions, along both axes
/// @param padding how edges are handled
/// @param dilation pixels between two elements of the window; 1 leaves no gaps
/// @param border around the image
public record Window(
    int height, int width, int stride, Padding padding, int dilation, Border border) {
  /// Pixels around an image.
  ///
  /// @param top rows above
  /// @param bottom rows below
  /// @param left columns on the left
  /// @param right columns on the right
  public record Border(int top, int bottom, int left, int right) {
    /// No pixels.
    public static final Border NONE = new Border(0, 0, 0, 0);

    /// Fails with [IllegalArgumentException] if a number is below 0 or above [#LARGEST].
    public Border {
      int least = Math.min(Math.min(top, bottom), Math.min(left, right));
      int most = Math.max(Math.max(top, bottom), Math.max(left, right));
      if (least < 0 || most > LARGEST) {
        throw new IllegalArgumentException(
            "a border needs 0 to %d pixels on each side, given %d above, %d below, %d left, %d right"
                .formatted(LARGEST, top, bottom, left, right));
      }
    }

    @Override
    public String toString() {
      return "%d %d %d %d".formatted(top, bottom, left, right);
    }
  }

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

  /// A window over images without a border.
  public Window(int height, int width, int stride, Padding padding, int dilation) {
    this(height, width, stride, padding, dilation, Border.NONE);
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
    return new Window(height, width, pixels, padding, dilation, border);
  }

  /// This window with another padding.
  public Window padding(Padding other) {
    return new Window(height, width, stride, other, dilation, border);
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
    return new Window(height, width, stride, padding, pixels, border);
  }

  /// This window over images with a border.
  public Window border(Border pixels) {
    return new Window(height, width, stride, padding, dilation, pixels);
  }

  /// How many rows of output an image with `inputRows` rows gives; 0 or less if it is too small.
  public int outputHeight(int inputRows) {
    return outputSize(rows(inputRows), height);
  }

  /// How many columns of output an image with `inputColumns` columns gives.
  public int outputWidth(int inputColumns) {
    return outputSize(columns(inputColumns), width);
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
    return border.top + padBefore(rows(inputRows), height);
  }

  /// Columns of padding left of an image.
  public int padLeft(int inputColumns) {
    return border.left + padBefore(columns(inputColumns), width);
  }

  /// Rows of an image with its border.
  private int rows(int inputRows) {
    return inputRows + border.top + border.bottom;
  }

  /// Columns of an image with its border.
  private int columns(int inputColumns) {
    return inputColumns + border.left + border.right;
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
        + (dilation == 1 ? "" : ", dilation: " + dilation)
        + (border.equals(Border.NONE) ? "" : ", border: " + border);
  }
}
