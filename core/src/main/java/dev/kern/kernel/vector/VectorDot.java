package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorMath.FLOATS;
import static dev.kern.kernel.vector.VectorMath.LANES;
import static dev.kern.kernel.vector.VectorMath.broadcast;
import static dev.kern.kernel.vector.VectorMath.load;
import static dev.kern.kernel.vector.VectorMath.store;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.scalar.ScalarProduct;
import jdk.incubator.vector.FloatVector;

/// The two loops for sums over a single channel, where there is no vector of channels.
public final class VectorDot {
  private VectorDot() {}

  /// `sum over e < n of a[aFrom + e] * b[bFrom + e]`
  public static float dot(int n, Buffer a, int aFrom, Buffer b, int bFrom) {
    FloatVector sums = broadcast(0);
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      sums = load(a, aFrom + e).fma(load(b, bFrom + e), sums);
    }
    float sum = e == 0 ? 0 : VectorMath.sum(sums);
    for (; e < n; e++) {
      sum += a.get(aFrom + e) * b.get(bFrom + e);
    }
    return sum;
  }

  /// `y[yFrom + e] += factor * x[xFrom + e]` for `e < n`
  public static void addScaled(int n, float factor, Buffer x, int xFrom, Buffer y, int yFrom) {
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      store(load(x, xFrom + e).fma(broadcast(factor), load(y, yFrom + e)), y, yFrom + e);
    }
    ScalarProduct.addScaled(n - e, factor, x, xFrom + e, y, yFrom + e);
  }
}
