package dev.kern.kernel.vector;

import dev.kern.kernel.Buffer;

/// Rows of a few channels beside the same rows with as many channels as a vector has lanes.
///
/// Loops over fewer channels than lanes run on widened copies instead of on shorter vectors. The
/// Vector API has a class per vector length, and its methods are shared by all of them: once a
/// process has used two, the just-in-time compiler no longer knows which one a kernel's vectors
/// are, keeps them in objects, and every kernel is four times slower. So there is one length.
///
/// @param channels of a narrow row
/// @param lanes of a wide row
public record ChannelPadding(int channels, int lanes) {
  /// Copies rows into wide ones, zeros behind each; the first row of `x` begins at element `from`.
  public void widen(int rows, Buffer x, int from, Buffer wide) {
    wide.fill(0, rows * lanes, 0);
    VectorElementwiseKernels.LOOPS.copy(rows, channels, x, from, channels, wide, 0, lanes);
  }

  /// Copies the beginnings of wide rows into narrow ones, from element `to` of `y` on.
  public void narrow(int rows, Buffer wide, Buffer y, int to) {
    VectorElementwiseKernels.LOOPS.copy(rows, channels, wide, 0, lanes, y, to, channels);
  }
}
