package dev.kern.kernel;

/// The gradient through pooling: to the first largest pixel of each window, or to all that were
/// averaged in equal parts.
///
/// | tensor | shape                    |
/// |--------|--------------------------|
/// | x, dx  | `[N, H, W, C]`           |
/// | dy     | `[N, out(H), out(W), C]` |
public interface PoolGradient {
  /// Computes `dx` of samples `from` to `to`, exclusive, overwriting it.
  ///
  /// @param x what was pooled; read by max pooling only
  void run(int from, int to, Buffer x, Buffer dy, Buffer dx);
}
