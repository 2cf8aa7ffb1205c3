package dev.kern.kernel;

/// The gradient of a convolution with respect to its image.
///
/// | tensor | shape                    |
/// |--------|--------------------------|
/// | dy     | `[N, out(H), out(W), F]` |
/// | w      | `[K, L, C/G, F]`         |
/// | packed | a copy of w              |
/// | dx     | `[N, H, W, C]`           |
///
/// `dx[n,h,w,c] = sum over u,v,f of dy[n,i,j,f] * w[u,v,c,f]`
///
/// where `i*s + u*d - p = h` and `j*s + v*d - p = w`, and `f` is in the group of `c`.
///
/// The filter is always packed.
public interface InputGradient extends Packing {
  /// Computes `dx` of samples `from` to `to`, exclusive, overwriting it.
  void run(int from, int to, Buffer dy, Buffer packed, Buffer dx, Scratch scratch);
}
