package dev.kern.kernel;

/// Pooling with any window, and its gradient; ignores padding.
///
/// | tensor | shape                    |
/// |--------|--------------------------|
/// | x, dx  | `[N, H, W, C]`           |
/// | y, dy  | `[N, out(H), out(W), C]` |
public interface Pool {
  /// Pools rows `from` to `to`, exclusive, of the result; the rows of all samples count on.
  void run(int from, int to, Buffer x, Buffer y);

  /// Overwrites `dx` of samples `from` to `to`, exclusive: `dy` goes to the first largest pixel of
  /// each window, or is divided equally among the pixels that were averaged.
  ///
  /// @param x the image that was pooled; read by max pooling only
  void gradient(int from, int to, Buffer x, Buffer dy, Buffer dx);

  /// Whether `dx` may be the same buffer as `x`; not by default.
  default boolean gradientInPlace() {
    return false;
  }
}
