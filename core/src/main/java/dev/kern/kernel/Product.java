package dev.kern.kernel;

/// A product of two matrices with bias and activation, `C = activation(A B + b)`; [Transpose] says
/// whether a matrix is read transposed.
///
/// | tensor | shape    | read transposed |
/// |--------|----------|-----------------|
/// | a      | `[M, K]` | `[K, M]`        |
/// | b      | `[K, N]` | `[N, K]`        |
/// | bias   | `[N]`    |                 |
/// | c      | `[M, N]` |                 |
public interface Product extends Packing {
  /// How many rows share what is read of a packed matrix; blocks of more rows gain nothing.
  default int group() {
    return 1;
  }

  /// Computes rows `from` to `to` of C, exclusive; if the right matrix is read transposed and isn't
  /// packed, columns `from` to `to`, which are then rows of a layer's weights.
  ///
  /// @param b the right matrix, or the packed matrix if [#packed] isn't 0
  /// @param bias read only if the epilogue has one
  void run(int from, int to, Buffer a, Buffer b, Buffer bias, Buffer c, Scratch scratch);

  /// Into how many pieces the columns of C can be divided; 1 if they can't, which is the default.
  default int pieces() {
    return 1;
  }

  /// Computes the first `rows` rows of pieces `from` to `to` of the columns, exclusive, with the
  /// same bits as [#run].
  default void runPieces(
      int rows, int from, int to, Buffer a, Buffer b, Buffer bias, Buffer c, Scratch scratch) {
    run(0, rows, a, b, bias, c, scratch);
  }
}
