package dev.kern.kernel;

/// A convolution with everything that follows it up to the next layer: bias, residual, activation
/// and pooling.
///
/// | tensor | shape                                                        |
/// |--------|--------------------------------------------------------------|
/// | x      | `[N, H, W, C]`                                               |
/// | w      | `[K, L, C/G, F]`                                             |
/// | b      | `[F]`                                                        |
/// | y      | `[N, out(H), out(W), F]`, rows and columns halved by pooling |
/// | side   | as y: the trace or the residual, if there is one             |
///
/// `y = pool(activation(z))`
///
/// where `z[n,i,j,f] = b[f] + sum over u,v,c of x[n, i*s+u*d-p, j*s+v*d-p, g+c] * w[u,v,c,f]`, and
/// `g` is the first channel of the group of `f`; without groups it is 0.
public interface Convolution extends Packing {
  /// Computes samples `from` to `to`, exclusive; sample `n` of `x` begins at `n * inSize`.
  ///
  /// @param w the filter, or the packed filter if [#packed] isn't 0
  /// @param b read only if the epilogue has a bias
  /// @param side written if the epilogue has a trace, read if it has a residual; see [Epilogue]
  /// @param scratch has room for [#scratch] floats
  void run(int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer side, Scratch scratch);

  /// Into how many pieces the result for a sample can be divided, of about the same work: rows,
  /// blocks of pixels or strips of filters; 1 if it can't, which is the default.
  default int pieces() {
    return 1;
  }

  /// Computes pieces `from` to `to`, exclusive, of sample `n`, with the same bits as [#run].
  default void runPieces(
      int n,
      int from,
      int to,
      Buffer x,
      Buffer w,
      Buffer b,
      Buffer y,
      Buffer side,
      Scratch scratch) {
    run(n, n + 1, x, w, b, y, side, scratch);
  }
}
