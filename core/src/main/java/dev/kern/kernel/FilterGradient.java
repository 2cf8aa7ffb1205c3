package dev.kern.kernel;

/// The gradient of a convolution by its filter.
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
  /// Floats of scratch memory that [#run] needs.
  int scratch();

  /// Overwrites `dw` with the sum over samples `from` to `to`, exclusive; zeros if there are none.
  void run(
      int from,
      int to,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch,
      int scratchAt);
}
