package dev.kern.kernel;

/// Pooling with any window; pixels of padding don't count.
///
/// | tensor | shape                    |
/// |--------|--------------------------|
/// | x      | `[N, H, W, C]`           |
/// | y      | `[N, out(H), out(W), C]` |
public interface Pool {
  /// Pools samples `from` to `to`, exclusive.
  void run(int from, int to, Buffer x, Buffer y);
}
