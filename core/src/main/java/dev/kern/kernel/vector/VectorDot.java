package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorMath.FLOATS;
import static dev.kern.kernel.vector.VectorMath.LANES;
import static dev.kern.kernel.vector.VectorMath.PARTIAL_SUMS;
import static dev.kern.kernel.vector.VectorMath.broadcast;
import static dev.kern.kernel.vector.VectorMath.fold;
import static dev.kern.kernel.vector.VectorMath.load;
import static dev.kern.kernel.vector.VectorMath.mask;
import static dev.kern.kernel.vector.VectorMath.store;

import dev.kern.kernel.Buffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// The two loops for sums over a single channel, where there is no vector of channels.
public final class VectorDot {
  private VectorDot() {}

  /// `sum over e < n of a[aFrom + e] * b[bFrom + e]`
  public static float dot(int n, Buffer a, int aFrom, Buffer b, int bFrom) {
    FloatVector total = broadcast(0);
    for (int part = 0; part < PARTIAL_SUMS; part += LANES) {
      FloatVector sums = broadcast(0);
      int e = part;
      for (; e + LANES <= n; e += PARTIAL_SUMS) {
        sums = load(a, aFrom + e).fma(load(b, bFrom + e), sums);
      }
      if (e < n) {
        VectorMask<Float> mask = mask(e, n);
        sums = load(a, aFrom + e, mask).fma(load(b, bFrom + e, mask), sums);
      }
      total = fold(total, sums);
    }
    return VectorMath.sum(total);
  }

  /// `y[yFrom + e] += factor * x[xFrom + e]` for `e < n`
  public static void addScaled(int n, float factor, Buffer x, int xFrom, Buffer y, int yFrom) {
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      store(load(x, xFrom + e).fma(broadcast(factor), load(y, yFrom + e)), y, yFrom + e);
    }
    for (; e < n; e++) {
      y.set(yFrom + e, Math.fma(factor, x.get(xFrom + e), y.get(yFrom + e)));
    }
  }
}
