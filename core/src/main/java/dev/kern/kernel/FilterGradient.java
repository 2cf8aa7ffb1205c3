package dev.kern.kernel;

import java.util.List;

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
///
/// That of a large filter over small images can be computed in slices of its input channels, so
/// that several threads share a gradient. If each had one of its own, adding them up would take
/// longer than computing them.
public interface FilterGradient {
  /// The smallest filter that is computed in slices, in floats.
  int LARGE = 1 << 18;

  /// The pixels of a small result: above, each block has enough of them to pay for a gradient of
  /// its own.
  int SMALL = 32;

  /// The slices of a large filter: with more, `dy` would be read too often.
  int SLICES = 4;

  /// The slices of the input channels of a convolution: one, or for a large filter several, of
  /// whole vectors on any machine.
  static List<Interval> slices(Geometry g) {
    boolean pays = g.filterSize() >= LARGE && g.outHeight() * g.outWidth() <= SMALL;
    int slices = pays ? SLICES : 1;
    return Interval.even(g.inChannels(), Math.ceilDiv(g.inChannels(), slices), 16);
  }

  /// In how many slices it is computed; 1 by default.
  default int slices() {
    return 1;
  }

  /// Floats of scratch memory that [#run] needs; 0 by default.
  default int scratch() {
    return 0;
  }

  /// Overwrites a slice of `dw` with the sum over samples `from` to `to`, exclusive; zeros if there
  /// are none.
  void run(int slice, int from, int to, Buffer x, Buffer dy, Buffer dw, Scratch scratch);

  /// Overwrites all of `dw`.
  default void run(int from, int to, Buffer x, Buffer dy, Buffer dw, Scratch scratch) {
    for (int slice = 0; slice < slices(); slice++) {
      run(slice, from, to, x, dy, dw, scratch);
    }
  }
}
