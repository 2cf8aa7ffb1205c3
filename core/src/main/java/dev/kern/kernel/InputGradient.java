package dev.kern.kernel;

/// The gradient of a convolution by its image.
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
/// where `i*s + u*d - p = h` and `j*s + v*d - p = w`, and `f` is of the group of `c`.
///
/// The filter is read from a copy with input channels innermost, made once per step by [#pack] and
/// shared by all samples.
public interface InputGradient {
  /// Floats of the packed filter.
  int packed();

  /// Packs the window positions `from` to `to`, exclusive, of a filter.
  ///
  /// All `kernelHeight * kernelWidth` of them must be packed before [#run].
  void pack(int from, int to, float[] w, int wAt, float[] packed, int packedAt);

  /// Floats of scratch memory that [#run] needs.
  int scratch();

  /// Computes `dx` of samples `from` to `to`, exclusive, overwriting it.
  void run(
      int from,
      int to,
      float[] dy,
      int dyAt,
      float[] packed,
      int packedAt,
      float[] dx,
      int dxAt,
      float[] scratch,
      int scratchAt);
}
