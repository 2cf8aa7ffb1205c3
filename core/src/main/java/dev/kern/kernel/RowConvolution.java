package dev.kern.kernel;

/// A [Convolution] whose pieces are rows of the result, or pairs of rows that are pooled.
public interface RowConvolution extends Convolution {
  /// What is convolved.
  Geometry geometry();

  /// What follows the sums.
  Epilogue epilogue();

  /// How many rows of sums make a piece.
  default int rowsAtOnce() {
    return epilogue().pools() ? 2 : 1;
  }

  /// Computes pieces `from` to `to`, exclusive; those of all samples count on.
  void rows(int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer side, Scratch scratch);

  @Override
  default void run(
      int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer side, Scratch scratch) {
    rows(from * pieces(), to * pieces(), x, w, b, y, side, scratch);
  }

  @Override
  default int pieces() {
    return geometry().outHeight() / rowsAtOnce();
  }

  @Override
  default void runPieces(
      int n,
      int from,
      int to,
      Buffer x,
      Buffer w,
      Buffer b,
      Buffer y,
      Buffer side,
      Scratch scratch) {
    rows(n * pieces() + from, n * pieces() + to, x, w, b, y, side, scratch);
  }
}
