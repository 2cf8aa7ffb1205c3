package dev.kern.kernel;

import static dev.kern.kernel.VectorMath.FLOATS;
import static dev.kern.kernel.VectorMath.LANES;
import static dev.kern.kernel.VectorMath.broadcast;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// Batch normalisation on vectors, a strip of columns after the other: what [Rows] says of it.
final class VectorNormalize {
  private VectorNormalize() {}

  private static FloatVector load(float[] x, int at, VectorMask<Float> mask) {
    return FloatVector.fromArray(FLOATS, x, at, mask);
  }

  /// `1 / sqrt(variance + epsilon)`
  private static FloatVector inverse(
      float[] variance, int at, float epsilon, VectorMask<Float> mask) {
    return broadcast(1).div(load(variance, at, mask).add(epsilon).sqrt());
  }

  static void variance(
      int rows, int columns, float[] x, int xAt, float[] mean, int meanAt, float[] y, int yAt) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(c, columns);
      FloatVector center = load(mean, meanAt + c, mask);
      FloatVector even = broadcast(0);
      FloatVector odd = even;
      int r = 0;
      for (; r + 2 <= rows; r += 2) {
        int e = xAt + r * columns + c;
        FloatVector first = load(x, e, mask).sub(center);
        FloatVector second = load(x, e + columns, mask).sub(center);
        even = first.fma(first, even);
        odd = second.fma(second, odd);
      }
      if (r < rows) {
        FloatVector last = load(x, xAt + r * columns + c, mask).sub(center);
        even = last.fma(last, even);
      }
      even.add(odd).mul(1f / rows).intoArray(y, yAt + c, mask);
    }
  }

  static void normalize(
      int rows,
      int columns,
      float epsilon,
      float[] x,
      int xAt,
      float[] mean,
      int meanAt,
      float[] variance,
      int varianceAt,
      float[] scale,
      int scaleAt,
      float[] shift,
      int shiftAt,
      float[] y,
      int yAt) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(c, columns);
      FloatVector center = load(mean, meanAt + c, mask);
      FloatVector factor =
          load(scale, scaleAt + c, mask).mul(inverse(variance, varianceAt + c, epsilon, mask));
      FloatVector base = load(shift, shiftAt + c, mask);
      for (int r = 0; r < rows; r++) {
        int e = r * columns + c;
        load(x, xAt + e, mask).sub(center).fma(factor, base).intoArray(y, yAt + e, mask);
      }
    }
  }

  static void gradient(
      int rows,
      int columns,
      float epsilon,
      float[] variance,
      int varianceAt,
      float[] scale,
      int scaleAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(c, columns);
      FloatVector factor =
          load(scale, scaleAt + c, mask).mul(inverse(variance, varianceAt + c, epsilon, mask));
      for (int r = 0; r < rows; r++) {
        int e = r * columns + c;
        load(dy, dyAt + e, mask).mul(factor).intoArray(dx, dxAt + e, mask);
      }
    }
  }

  /// With `s = 1 / sqrt(variance + epsilon)` the gradient is a linear function of `dy` and `x`:
  /// `scale * s * (dy - (x - mean) * s * dScale / n - dShift / n)`.
  static void batchGradient(
      int rows,
      int columns,
      int batchRows,
      float epsilon,
      float[] x,
      int xAt,
      float[] mean,
      int meanAt,
      float[] variance,
      int varianceAt,
      float[] scale,
      int scaleAt,
      float[] dScale,
      int dScaleAt,
      float[] dShift,
      int dShiftAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(c, columns);
      FloatVector s = inverse(variance, varianceAt + c, epsilon, mask);
      FloatVector center = load(mean, meanAt + c, mask);
      FloatVector slope = load(dScale, dScaleAt + c, mask).mul(s).div(-batchRows);
      FloatVector base = load(dShift, dShiftAt + c, mask).div(-batchRows);
      FloatVector factor = load(scale, scaleAt + c, mask).mul(s);
      for (int r = 0; r < rows; r++) {
        int e = r * columns + c;
        load(x, xAt + e, mask)
            .sub(center)
            .fma(slope, load(dy, dyAt + e, mask).add(base))
            .mul(factor)
            .intoArray(dx, dxAt + e, mask);
      }
    }
  }

  static void scaleGradient(
      int rows,
      int columns,
      float epsilon,
      float[] x,
      int xAt,
      float[] mean,
      int meanAt,
      float[] variance,
      int varianceAt,
      float[] dy,
      int dyAt,
      float[] dScale,
      int dScaleAt) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(c, columns);
      FloatVector center = load(mean, meanAt + c, mask);
      FloatVector sum = broadcast(0);
      for (int r = 0; r < rows; r++) {
        int e = r * columns + c;
        sum = load(x, xAt + e, mask).sub(center).fma(load(dy, dyAt + e, mask), sum);
      }
      sum.mul(inverse(variance, varianceAt + c, epsilon, mask))
          .intoArray(dScale, dScaleAt + c, mask);
    }
  }
}
