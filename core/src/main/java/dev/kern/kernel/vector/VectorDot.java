package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorMath.FLOATS;
import static dev.kern.kernel.vector.VectorMath.LANES;
import static dev.kern.kernel.vector.VectorMath.PARTIAL_SUMS;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.kern.kernel.Buffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/// The two loops for sums over a single channel, where there is no vector of channels.
public final class VectorDot {
  private static final VectorShuffle<Float> BY_1 = rotation(1);
  private static final VectorShuffle<Float> BY_2 = rotation(2);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_8 = rotation(8);
  private static final VectorShuffle<Float> BY_12 = rotation(12);

  private VectorDot() {}

  private static VectorShuffle<Float> rotation(int by) {
    return VectorShuffle.iota(FLOATS, by % LANES, 1, true);
  }

  /// `sum over e < n of a[aFrom + e] * b[bFrom + e]`, with the bits of [VectorMath#sum], whose
  /// order of additions its end repeats in registers: the call would take longer than a short sum.
  public static float dot(int n, Buffer a, int aFrom, Buffer b, int bFrom) {
    float[] as = a.array();
    float[] bs = b.array();
    int aAt = a.at() + aFrom;
    int bAt = b.at() + bFrom;
    FloatVector total = FloatVector.zero(FLOATS);
    for (int part = 0; part < PARTIAL_SUMS; part += LANES) {
      FloatVector sums = FloatVector.zero(FLOATS);
      int e = part;
      for (; e + LANES <= n; e += PARTIAL_SUMS) {
        sums = fromArray(FLOATS, as, aAt + e).fma(fromArray(FLOATS, bs, bAt + e), sums);
      }
      if (e < n) {
        VectorMask<Float> mask = FLOATS.indexInRange(e, n);
        FloatVector factor = fromArray(FLOATS, bs, bAt + e, mask);
        sums = fromArray(FLOATS, as, aAt + e, mask).fma(factor, sums);
      }
      total = total.add(sums);
      if (LANES > 4) {
        total = total.add(sums.rearrange(BY_4));
      }
      if (LANES > 8) {
        total = total.add(sums.rearrange(BY_8)).add(sums.rearrange(BY_12));
      }
    }
    total = total.add(total.rearrange(BY_2));
    return total.add(total.rearrange(BY_1)).lane(0);
  }

  /// `y[yFrom + e] += factor * x[xFrom + e]` for `e < n`
  public static void addScaled(int n, float factor, Buffer x, int xFrom, Buffer y, int yFrom) {
    float[] xs = x.array();
    float[] ys = y.array();
    int xAt = x.at() + xFrom;
    int yAt = y.at() + yFrom;
    FloatVector factors = FloatVector.broadcast(FLOATS, factor);
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      FloatVector sum = fromArray(FLOATS, ys, yAt + e);
      fromArray(FLOATS, xs, xAt + e).fma(factors, sum).intoArray(ys, yAt + e);
    }
    for (; e < n; e++) {
      ys[yAt + e] = Math.fma(factor, xs[xAt + e], ys[yAt + e]);
    }
  }
}
