package dev.kern.kernel;

import static dev.kern.kernel.VectorMath.FLOATS;
import static dev.kern.kernel.VectorMath.LANES;
import static dev.kern.kernel.VectorMath.broadcast;
import static dev.kern.kernel.VectorMath.exp;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// [Rows] on vectors. A vector is a piece of a row, and a mask cuts off what sticks out at its end.
final class VectorRows implements Rows {
  static final VectorRows LOOPS = new VectorRows();

  private VectorRows() {}

  private static VectorMask<Float> mask(int c, int columns) {
    return FLOATS.indexInRange(c, columns);
  }

  private static FloatVector load(float[] x, int at, VectorMask<Float> mask) {
    return FloatVector.fromArray(FLOATS, x, at, mask);
  }

  @Override
  public void addBias(
      int rows, int columns, float[] x, int xAt, float[] b, int bAt, float[] y, int yAt) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = mask(c, columns);
      FloatVector bias = load(b, bAt + c, mask);
      for (int r = 0; r < rows; r++) {
        int e = r * columns + c;
        load(x, xAt + e, mask).add(bias).intoArray(y, yAt + e, mask);
      }
    }
  }

  @Override
  public void sumRows(int rows, int columns, float[] x, int xAt, float[] y, int yAt) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = mask(c, columns);
      sumColumns(rows, columns, x, xAt + c, mask).intoArray(y, yAt + c, mask);
    }
  }

  /// The sums of some columns, four chains of additions at once.
  private static FloatVector sumColumns(
      int rows, int columns, float[] x, int at, VectorMask<Float> mask) {
    FloatVector s0 = broadcast(0);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int r = 0;
    for (; r + 4 <= rows; r += 4) {
      int e = at + r * columns;
      s0 = s0.add(load(x, e, mask));
      s1 = s1.add(load(x, e + columns, mask));
      s2 = s2.add(load(x, e + 2 * columns, mask));
      s3 = s3.add(load(x, e + 3 * columns, mask));
    }
    for (; r < rows; r++) {
      s0 = s0.add(load(x, at + r * columns, mask));
    }
    return s0.add(s1).add(s2.add(s3));
  }

  @Override
  public void transpose(int rows, int columns, float[] x, int xAt, float[] y, int yAt) {
    VectorTranspose.run(rows, columns, x, xAt, columns, y, yAt, rows);
  }

  @Override
  public void softmax(int rows, int columns, float[] x, int xAt, float[] y, int yAt) {
    for (int r = 0; r < rows; r++) {
      int row = xAt + r * columns;
      int to = yAt + r * columns;
      float sum = powers(columns, x, row, y, to);
      VectorElementwise.LOOPS.scale(columns, 1 / sum, y, to, y, to);
    }
  }

  /// Writes the exponentials of a row, less its maximum, and gives their sum.
  ///
  /// A loop of its own over arrays: where a method holds two exponentials, the just-in-time
  /// compiler no longer inlines both, and vectors that pass from method to method are objects.
  private static float powers(int n, float[] x, int xAt, float[] y, int yAt) {
    float max = max(n, x, xAt);
    FloatVector sums = broadcast(0);
    for (int c = 0; c < n; c += LANES) {
      VectorMask<Float> mask = mask(c, n);
      FloatVector power = exp(load(x, xAt + c, mask).sub(max));
      power.intoArray(y, yAt + c, mask);
      sums = sums.add(power, mask);
    }
    return VectorMath.sum(sums);
  }

  @Override
  public void softmaxGradient(
      int rows, int columns, float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    for (int r = 0; r < rows; r++) {
      int row = r * columns;
      FloatVector dots = broadcast(0);
      for (int c = 0; c < columns; c += LANES) {
        VectorMask<Float> mask = mask(c, columns);
        dots = load(y, yAt + row + c, mask).fma(load(dy, dyAt + row + c, mask), dots);
      }
      float dot = VectorMath.sum(dots);
      for (int c = 0; c < columns; c += LANES) {
        VectorMask<Float> mask = mask(c, columns);
        load(dy, dyAt + row + c, mask)
            .sub(dot)
            .mul(load(y, yAt + row + c, mask))
            .intoArray(dx, dxAt + row + c, mask);
      }
    }
  }

  @Override
  public void crossEntropy(
      int rows, int columns, float[] x, int xAt, float[] labels, int labelsAt, float[] y, int yAt) {
    if (columns < LANES) { // as in the gradient below
      ScalarRows.LOOPS.crossEntropy(rows, columns, x, xAt, labels, labelsAt, y, yAt);
      return;
    }
    for (int r = 0; r < rows; r++) {
      int row = r * columns;
      float logSum = logSum(columns, x, xAt + row);
      FloatVector losses = broadcast(0);
      for (int c = 0; c < columns; c += LANES) {
        VectorMask<Float> mask = mask(c, columns);
        FloatVector distance = broadcast(logSum).sub(load(x, xAt + row + c, mask));
        losses = load(labels, labelsAt + row + c, mask).fma(distance, losses);
      }
      y[yAt + r] = VectorMath.sum(losses);
    }
  }

  @Override
  public void crossEntropyGradient(
      int rows,
      int columns,
      float[] x,
      int xAt,
      float[] labels,
      int labelsAt,
      float[] dy,
      int dyAt,
      float[] dx,
      int dxAt) {
    if (columns < LANES) {
      // Masks and exponentials together are more than the just-in-time compiler always inlines, and
      // what it leaves out stays objects; of few classes plain code is as fast.
      ScalarRows.LOOPS.crossEntropyGradient(
          rows, columns, x, xAt, labels, labelsAt, dy, dyAt, dx, dxAt);
      return;
    }
    for (int r = 0; r < rows; r++) {
      int row = r * columns;
      float factor = 1 / powers(columns, x, xAt + row, dx, dxAt + row);
      for (int c = 0; c < columns; c += LANES) {
        VectorMask<Float> mask = mask(c, columns);
        load(dx, dxAt + row + c, mask)
            .mul(factor)
            .sub(load(labels, labelsAt + row + c, mask))
            .mul(dy[dyAt + r])
            .intoArray(dx, dxAt + row + c, mask);
      }
    }
  }

  private static float max(int n, float[] x, int at) {
    FloatVector max = broadcast(Float.NEGATIVE_INFINITY);
    for (int e = 0; e < n; e += LANES) {
      VectorMask<Float> mask = mask(e, n);
      max = max.lanewise(VectorOperators.MAX, load(x, at + e, mask), mask);
    }
    return max.reduceLanes(VectorOperators.MAX);
  }

  private static float sumOfPowers(int n, float[] x, int at, float max) {
    FloatVector sums = broadcast(0);
    for (int e = 0; e < n; e += LANES) {
      VectorMask<Float> mask = mask(e, n);
      sums = sums.add(exp(load(x, at + e, mask).sub(max)), mask);
    }
    return VectorMath.sum(sums);
  }

  private static float logSum(int n, float[] x, int at) {
    float max = max(n, x, at);
    return (float) (Math.log(sumOfPowers(n, x, at, max)) + max);
  }

  @Override
  public void mean(int rows, int columns, float[] x, int xAt, float[] y, int yAt) {
    sumRows(rows, columns, x, xAt, y, yAt);
    VectorElementwise.LOOPS.scale(columns, 1f / rows, y, yAt, y, yAt);
  }

  @Override
  public void variance(
      int rows, int columns, float[] x, int xAt, float[] mean, int meanAt, float[] y, int yAt) {
    VectorNormalize.variance(rows, columns, x, xAt, mean, meanAt, y, yAt);
  }

  @Override
  public void normalize(
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
    VectorNormalize.normalize(
        rows,
        columns,
        epsilon,
        x,
        xAt,
        mean,
        meanAt,
        variance,
        varianceAt,
        scale,
        scaleAt,
        shift,
        shiftAt,
        y,
        yAt);
  }

  @Override
  public void normalizeGradient(
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
    VectorNormalize.gradient(
        rows, columns, epsilon, variance, varianceAt, scale, scaleAt, dy, dyAt, dx, dxAt);
  }

  @Override
  public void normalizeBatchGradient(
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
    VectorNormalize.batchGradient(
        rows,
        columns,
        batchRows,
        epsilon,
        x,
        xAt,
        mean,
        meanAt,
        variance,
        varianceAt,
        scale,
        scaleAt,
        dScale,
        dScaleAt,
        dShift,
        dShiftAt,
        dy,
        dyAt,
        dx,
        dxAt);
  }

  @Override
  public void normalizeScaleGradient(
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
    VectorNormalize.scaleGradient(
        rows,
        columns,
        epsilon,
        x,
        xAt,
        mean,
        meanAt,
        variance,
        varianceAt,
        dy,
        dyAt,
        dScale,
        dScaleAt);
  }
}
