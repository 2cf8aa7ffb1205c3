package dev.kern.kernel;

import static dev.kern.kernel.VectorMath.FLOATS;
import static dev.kern.kernel.VectorMath.LANES;
import static dev.kern.kernel.VectorMath.broadcast;

import jdk.incubator.vector.FloatVector;

/// The two loops that sums of a single channel are made of, where no vector of channels can be had.
final class VectorDot {
  private VectorDot() {}

  /// `sum over e of a[e] * b[e]`
  static float dot(int n, float[] a, int aAt, float[] b, int bAt) {
    FloatVector sums = broadcast(0);
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      sums =
          FloatVector.fromArray(FLOATS, a, aAt + e)
              .fma(FloatVector.fromArray(FLOATS, b, bAt + e), sums);
    }
    float sum = e == 0 ? 0 : VectorMath.sum(sums);
    for (; e < n; e++) {
      sum += a[aAt + e] * b[bAt + e];
    }
    return sum;
  }

  /// `y += factor * x`
  static void addScaled(int n, float factor, float[] x, int xAt, float[] y, int yAt) {
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      FloatVector.fromArray(FLOATS, x, xAt + e)
          .fma(broadcast(factor), FloatVector.fromArray(FLOATS, y, yAt + e))
          .intoArray(y, yAt + e);
    }
    for (; e < n; e++) {
      y[yAt + e] += factor * x[xAt + e];
    }
  }
}
