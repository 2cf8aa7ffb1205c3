package dev.kern.kernel;

/// The geometry of a window that slides over an image: everything that a convolution or pooling
/// loop is specialised for. The batch size isn't part of it.
///
/// At window position `(u, v)` output pixel `(i, j)` reads input pixel `(h, w)`:
///
/// - `h = i * stride + u * dilation - padTop`
/// - `w = j * stride + v * dilation - padLeft`
///
/// Pixels outside the image count as zero in a convolution and are ignored in pooling.
///
/// @param inHeight rows of the input
/// @param inWidth columns of the input
/// @param inChannels channels of the input
/// @param outHeight rows of the output
/// @param outWidth columns of the output
/// @param outChannels channels of the output; those of the input for pooling
/// @param kernelHeight rows of the window
/// @param kernelWidth columns of the window
/// @param stride pixels between two neighbouring windows
/// @param dilation pixels between two neighbouring window positions
/// @param padTop rows of padding above the input
/// @param padLeft columns of padding left of the input
/// @param groups the number of channel groups, each with its own filters
public record Geometry(
    int inHeight,
    int inWidth,
    int inChannels,
    int outHeight,
    int outWidth,
    int outChannels,
    int kernelHeight,
    int kernelWidth,
    int stride,
    int dilation,
    int padTop,
    int padLeft,
    int groups) {

  /// Fails with [IllegalArgumentException] if an extent is below 1, the padding negative, or the
  /// channels of input or output can't be divided evenly into the groups.
  public Geometry {
    int least = Math.min(Math.min(inHeight, inWidth), Math.min(outHeight, outWidth));
    least = Math.min(least, Math.min(inChannels, outChannels));
    least = Math.min(least, Math.min(kernelHeight, kernelWidth));
    least = Math.min(least, Math.min(stride, dilation));
    if (least < 1 || padTop < 0 || padLeft < 0) {
      throw new IllegalArgumentException(
          ("a geometry needs extents, stride and dilation of 1 or more and padding of 0 or more,"
                  + " given image %d x %d x %d, output %d x %d x %d, window %d x %d, stride %d,"
                  + " dilation %d, padding %d above and %d left")
              .formatted(
                  inHeight,
                  inWidth,
                  inChannels,
                  outHeight,
                  outWidth,
                  outChannels,
                  kernelHeight,
                  kernelWidth,
                  stride,
                  dilation,
                  padTop,
                  padLeft));
    }
    if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0) {
      throw new IllegalArgumentException(
          "%d channels and %d filters can't be divided into %d groups"
              .formatted(inChannels, outChannels, groups));
    }
  }

  /// Floats of one input image.
  public int inSize() {
    return inHeight * inRow();
  }

  /// Floats of one output image.
  public int outSize() {
    return outHeight * outRow();
  }

  /// Floats of a convolution's filter, `[kernelHeight, kernelWidth, groupChannels, outChannels]`.
  public int filterSize() {
    return taps() * groupChannels() * outChannels;
  }

  /// Positions of the window.
  public int taps() {
    return kernelHeight * kernelWidth;
  }

  /// Channels of the input per group.
  public int groupChannels() {
    return inChannels / groups;
  }

  /// Channels of the output per group.
  public int groupFilters() {
    return outChannels / groups;
  }

  /// Whether there are several channels, each with its own filter.
  public boolean isDepthwise() {
    return groups > 1 && groups == inChannels && groups == outChannels;
  }

  /// Floats of one row of the input.
  public int inRow() {
    return inWidth * inChannels;
  }

  /// Floats of one row of the output.
  public int outRow() {
    return outWidth * outChannels;
  }

  /// The input row that window row `u` of output row `i` reads; outside the image for padding.
  public int rowOf(int i, int u) {
    return i * stride + u * dilation - padTop;
  }

  /// The input column that window column `v` of output column `j` reads.
  public int columnOf(int j, int v) {
    return j * stride + v * dilation - padLeft;
  }

  /// Whether window position `(u, v)` of output pixel `(i, j)` lies within the image.
  public boolean reads(int i, int j, int u, int v) {
    return hasRow(rowOf(i, u)) && hasColumn(columnOf(j, v));
  }

  /// The offset in an image of the pixel that window position `(u, v)` of output pixel `(i, j)`
  /// reads.
  public int pixelAt(int i, int j, int u, int v) {
    return rowOf(i, u) * inRow() + columnOf(j, v) * inChannels;
  }

  /// The offset of window position `(u, v)` in a convolution's filter.
  public int tapAt(int u, int v) {
    return (u * kernelWidth + v) * groupChannels() * outChannels;
  }

  /// The number of input rows from the first row of the first window to the last row of the last
  /// one.
  int reachRows() {
    return (outHeight - 1) * stride + (kernelHeight - 1) * dilation + 1;
  }

  /// The number of input columns from the first column of the first window to the last column of
  /// the last one.
  int reachColumns() {
    return (outWidth - 1) * stride + (kernelWidth - 1) * dilation + 1;
  }

  /// Whether some window reads padding left or right of the image.
  public boolean padsColumns() {
    return padLeft > 0 || reachColumns() > inWidth;
  }

  /// Whether some window reads padding, on any side.
  public boolean pads() {
    return padsColumns() || padTop > 0 || reachRows() > inHeight;
  }

  /// Whether each output pixel reads the pixel of the input at its place, and nothing else.
  public boolean isPixelByPixel() {
    return taps() == 1 && stride == 1 && !pads();
  }

  /// The convolution that computes the gradient of this one, whose stride must be 1, with respect
  /// to its input: it convolves the output's gradient with the rotated filter.
  public Geometry backward() {
    return new Geometry(
        outHeight,
        outWidth,
        outChannels,
        inHeight,
        inWidth,
        inChannels,
        kernelHeight,
        kernelWidth,
        1,
        dilation,
        (kernelHeight - 1) * dilation - padTop,
        (kernelWidth - 1) * dilation - padLeft,
        groups);
  }

  /// The same windows over a copy of the image that includes its columns of padding.
  public Geometry withPaddedColumns() {
    return over(inHeight, reachColumns(), padTop, 0, inChannels, outChannels, groups);
  }

  /// The same windows over a copy of the image that includes all padding.
  public Geometry withPadding() {
    return over(reachRows(), reachColumns(), 0, 0, inChannels, outChannels, groups);
  }

  /// The same windows over images with another number of channels.
  public Geometry withInChannels(int channels) {
    return over(inHeight, inWidth, padTop, padLeft, channels, outChannels, groups);
  }

  /// The same windows with another number of filters; if each channel has its own, also of
  /// channels.
  public Geometry withFilters(int filters) {
    return isDepthwise()
        ? over(inHeight, inWidth, padTop, padLeft, filters, filters, filters)
        : over(inHeight, inWidth, padTop, padLeft, inChannels, filters, groups);
  }

  /// The same windows over the channels of one group.
  public Geometry ofGroup() {
    return over(inHeight, inWidth, padTop, padLeft, groupChannels(), groupFilters(), 1);
  }

  /// The same windows without the outer rows and columns that are padding for every output pixel;
  /// for pooling, which ignores padding.
  public Geometry cropped() {
    int top = unread(padTop, outHeight);
    int left = unread(padLeft, outWidth);
    return new Geometry(
        inHeight,
        inWidth,
        inChannels,
        outHeight,
        outWidth,
        outChannels,
        Math.min(kernelHeight, Math.ceilDiv(inHeight + padTop, dilation)) - top,
        Math.min(kernelWidth, Math.ceilDiv(inWidth + padLeft, dilation)) - left,
        stride,
        dilation,
        padTop - top * dilation,
        padLeft - left * dilation,
        groups);
  }

  /// How many window positions, from the first one, are padding even for the last output.
  private int unread(int padding, int outputs) {
    int last = padding - (outputs - 1) * stride;
    return last <= 0 ? 0 : Math.min(Math.ceilDiv(last, dilation), padding / dilation);
  }

  /// The same windows over another image.
  private Geometry over(int height, int width, int top, int left, int in, int out, int parts) {
    return new Geometry(
        height,
        width,
        in,
        outHeight,
        outWidth,
        out,
        kernelHeight,
        kernelWidth,
        stride,
        dilation,
        top,
        left,
        parts);
  }

  /// Whether the input has row `h`.
  public boolean hasRow(int h) {
    return h >= 0 && h < inHeight;
  }

  /// Whether the input has column `w`.
  public boolean hasColumn(int w) {
    return w >= 0 && w < inWidth;
  }
}
