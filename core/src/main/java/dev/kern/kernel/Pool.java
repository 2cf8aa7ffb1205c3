package dev.kern.kernel;

/// Pooling with any window, and its gradient; pixels of padding don't count.
///
/// | tensor | shape                    |
/// |--------|--------------------------|
/// | x, dx  | `[N, H, W, C]`           |
/// | y, dy  | `[N, out(H), out(W), C]` |
public interface Pool {
  /// Pools samples `from` to `to`, exclusive.
  void run(int from, int to, Buffer x, Buffer y);

  /// Computes `dx` of samples `from` to `to`, exclusive, overwriting it: `dy` goes to the first
  /// largest pixel of each window, or to all that were averaged in equal parts.
  ///
  /// @param x what was pooled; read by max pooling only
  void gradient(int from, int to, Buffer x, Buffer dy, Buffer dx);
}
