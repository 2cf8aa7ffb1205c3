package dev.kern.kernel;

/// A product of two matrices with bias and activation, `C = activation(A B + b)`, as [Transpose]
/// reads them.
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

  /// Computes a part of C: rows `from` to `to`, exclusive, but columns where the right matrix is
  /// read transposed and not packed, that is, those of a block of the rows of a layer's weights.
  ///
  /// @param b the right matrix, or where [#packed] isn't 0 the packed one
  /// @param bias read only if the epilogue has one
  void run(int from, int to, Buffer a, Buffer b, Buffer bias, Buffer c, Scratch scratch);
}
