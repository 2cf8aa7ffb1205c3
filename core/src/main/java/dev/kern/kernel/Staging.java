package dev.kern.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A copy of an image with its padding in it, in scratch memory.
///
/// @param height rows of the image that are copied
/// @param row floats of each that are copied
/// @param pitch floats from a row of the image to the next
/// @param at where the image begins in the copy
/// @param stagedRow floats of a row of the copy
/// @param size floats of the copy
record Staging(int height, int row, int pitch, int at, int stagedRow, int size) {
  /// The copy of an image of `height` x `width` x `channels` that begins `top` rows and `left`
  /// columns into a frame of zeros.
  static Staging of(
      int height, int width, int channels, int top, int left, int frameHeight, int frameWidth) {
    int stagedRow = frameWidth * channels;
    return new Staging(
        Math.min(height, frameHeight - top),
        Math.min(width, frameWidth - left) * channels,
        width * channels,
        top * stagedRow + left * channels,
        stagedRow,
        frameHeight * stagedRow);
  }

  /// How an image of `g` is copied for `padded`, the same windows over the copy; null if they are
  /// one.
  static @Nullable Staging between(Geometry g, Geometry padded) {
    return g.equals(padded)
        ? null
        : of(
            g.inHeight(),
            g.inWidth(),
            g.inChannels(),
            g.padTop() - padded.padTop(),
            g.padLeft() - padded.padLeft(),
            padded.inHeight(),
            padded.inWidth());
  }

  /// Clears the frame; [#load] leaves it as it is.
  void clear(float[] scratch, int scratchAt) {
    Arrays.fill(scratch, scratchAt, scratchAt + size, 0);
  }

  /// Copies an image into the frame.
  void load(float[] x, int xAt, float[] scratch, int scratchAt) {
    VectorElementwise.LOOPS.copy(height, row, x, xAt, pitch, scratch, scratchAt + at, stagedRow);
  }
}
