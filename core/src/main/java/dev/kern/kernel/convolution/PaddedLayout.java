package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.vector.VectorElementwiseKernels;

/// The layout of a copy of an image in scratch memory that includes its padding.
///
/// @param height rows of the image that are copied
/// @param row floats of each that are copied
/// @param pitch floats from a row of the image to the next
/// @param at where the image begins in the copy
/// @param stagedRow floats of a row of the copy
/// @param size floats of the copy
public record PaddedLayout(int height, int row, int pitch, int at, int stagedRow, int size) {
  /// For an image that is read in place.
  public static final PaddedLayout NONE = new PaddedLayout(0, 0, 0, 0, 0, 0);

  /// The layout of an image of `height` x `width` x `channels`, `top` rows and `left` columns into
  /// a frame of zeros.
  public static PaddedLayout of(
      int height, int width, int channels, int top, int left, int frameHeight, int frameWidth) {
    int stagedRow = frameWidth * channels;
    return new PaddedLayout(
        Math.min(height, frameHeight - top),
        Math.min(width, frameWidth - left) * channels,
        width * channels,
        top * stagedRow + left * channels,
        stagedRow,
        frameHeight * stagedRow);
  }

  /// The layout of an image of `g` for `padded`, the same windows over the copy.
  static PaddedLayout between(Geometry g, Geometry padded) {
    return g.equals(padded)
        ? NONE
        : of(
            g.inHeight(),
            g.inWidth(),
            g.inChannels(),
            g.padTop() - padded.padTop(),
            g.padLeft() - padded.padLeft(),
            padded.inHeight(),
            padded.inWidth());
  }

  /// Takes an empty frame for [#load], which leaves its border as it is.
  public Buffer frame(Scratch scratch) {
    Buffer frame = scratch.take(size);
    frame.fill(0, size, 0);
    return frame;
  }

  /// Points `image` to the image that begins at element `from` of `x`, or to its copy.
  public void load(Buffer x, int from, Buffer frame, Scratch.View image) {
    if (size == 0) {
      image.over(x, from);
      return;
    }
    VectorElementwiseKernels.LOOPS.copy(height, row, x, from, pitch, frame, at, stagedRow);
    image.over(frame, 0);
  }

  /// Like [#load], but clears and copies only rows `first` to `end`, exclusive, of a copy whose
  /// contents are undefined.
  public void loadRows(int first, int end, Buffer x, int from, Buffer frame, Scratch.View image) {
    if (size == 0) {
      image.over(x, from);
      return;
    }
    frame.fill(first * stagedRow, end * stagedRow, 0);
    int top = at / stagedRow;
    int h = Math.max(0, first - top);
    int rows = Math.min(height, end - top) - h;
    if (rows > 0) {
      int to = at + h * stagedRow;
      VectorElementwiseKernels.LOOPS.copy(
          rows, row, x, from + h * pitch, pitch, frame, to, stagedRow);
    }
    image.over(frame, 0);
  }

  /// Like [#loadRows], for the rows of the copy that output rows `i` to `end`, exclusive, of `g`
  /// read.
  void loadFor(Geometry g, int i, int end, Buffer x, int from, Buffer frame, Scratch.View image) {
    if (size == 0) {
      image.over(x, from);
      return;
    }
    int top = at / stagedRow;
    int first = Math.max(0, top + g.rowOf(i, 0));
    int last = Math.min(size / stagedRow, top + g.rowOf(end - 1, g.kernelHeight() - 1) + 1);
    loadRows(first, Math.max(first, last), x, from, frame, image);
  }
}
