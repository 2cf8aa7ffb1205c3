package dev.kern.kernel;

/// The gradient of a convolution with respect to its filter.
///
/// | tensor | shape                    |
/// |--------|--------------------------|
/// | x      | `[N, H, W, C]`           |
/// | dy     | `[N, out(H), out(W), F]` |
/// | dw     | `[K, L, C/G, F]`         |
///
/// `dw[u,v,c,f] = sum over n,i,j of x[n, i*s+u*d-p, j*s+v*d-p, g+c] * dy[n,i,j,f]`, where `g` is
/// the first channel of the group of `f`
public interface FilterGradient {
  /// Floats of scratch memory that [#run] needs; 0 by default.
  default int scratch() {
    return 0;
  }

  /// Overwrites `dw` with the sum over samples `from` to `to`, exclusive; zeros if there are none.
  void run(int from, int to, Buffer x, Buffer dy, Buffer dw, Scratch scratch);
}
