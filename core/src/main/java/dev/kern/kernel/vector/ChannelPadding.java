package dev.kern.kernel.vector;

import dev.kern.kernel.Buffer;

/// Converts rows of a few channels to rows with as many channels as a vector has lanes, and back.
///
/// Loops over fewer channels than lanes run on widened copies instead of on shorter vectors. The
/// Vector API has a class per vector length, and these share methods: once a process has used two
/// lengths, the just-in-time compiler no longer knows which class a kernel's vectors have, keeps
/// them in objects, and every kernel becomes four times slower. So only one length is ever used.
///
/// @param channels of a narrow row
/// @param lanes of a wide row
public record ChannelPadding(int channels, int lanes) {
  /// Copies rows into wide ones, padded with zeros; the first row of `x` begins at element `from`.
  public void widen(int rows, Buffer x, int from, Buffer wide) {
    wide.fill(0, rows * lanes, 0);
    VectorElementwiseKernels.LOOPS.copy(rows, channels, x, from, channels, wide, 0, lanes);
  }

  /// Copies the beginnings of wide rows into narrow ones, starting at element `to` of `y`.
  public void narrow(int rows, Buffer wide, Buffer y, int to) {
    VectorElementwiseKernels.LOOPS.copy(rows, channels, wide, 0, lanes, y, to, channels);
  }
}
