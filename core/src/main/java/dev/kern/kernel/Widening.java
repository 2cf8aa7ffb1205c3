package dev.kern.kernel;

/// Rows of a few channels beside the same rows with as many channels as a vector has lanes.
///
/// Loops over fewer channels than lanes run on widened copies instead of on shorter vectors. The
/// Vector API has a class per vector length, and its methods are shared by all of them: once a
/// process has used two, the just-in-time compiler no longer knows which one a kernel's vectors
/// are, keeps them in objects, and every kernel is four times slower. So there is one length.
///
/// @param channels of a narrow row
/// @param lanes of a wide row
record Widening(int channels, int lanes) {
  /// Copies rows into wide ones, zeros behind each.
  void widen(int rows, float[] x, int xAt, float[] wide, int wideAt) {
    VectorElementwise.LOOPS.fill(rows * lanes, 0, wide, wideAt);
    VectorElementwise.LOOPS.copy(rows, channels, x, xAt, channels, wide, wideAt, lanes);
  }

  /// Copies the beginnings of wide rows into narrow ones.
  void narrow(int rows, float[] wide, int wideAt, float[] y, int yAt) {
    VectorElementwise.LOOPS.copy(rows, channels, wide, wideAt, lanes, y, yAt, channels);
  }
}
