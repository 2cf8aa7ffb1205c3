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
}
