package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorMath.FLOATS;
import static dev.kern.kernel.vector.VectorMath.LANES;
import static dev.kern.kernel.vector.VectorMath.PARTIAL_SUMS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.kern.kernel.BatchStatistics;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.RowKernels;
import dev.kern.kernel.scalar.ScalarRowKernels;
import dev.kern.math.FloatExp;
import dev.kern.math.LocalNorm;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// [RowKernels] on vectors. A vector is a piece of a row; a mask cuts it off at the end of the row.
public final class VectorRowKernels implements RowKernels {
  public static final VectorRowKernels LOOPS = new VectorRowKernels();

  /// The fewest columns whose exponentials are worth vectors, on any machine. What else a loss does
  /// with them is plain code.
  private static final int FEW = 16;

  private static final int ONE_BITS = 0x3F800000;

  /// Numbers of each thread: what a vector would be if it were passed between methods.
  private static final ThreadLocal<float[]> PARTS =
      ThreadLocal.withInitial(() -> new float[2 * PARTIAL_SUMS]);

  private VectorRowKernels() {}

  @Override
  public void addBias(int from, int to, int columns, Buffer x, Buffer b, Buffer y) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(c, columns);
      FloatVector bias = fromArray(FLOATS, b.array(), b.at() + c, mask);
      for (int r = from; r < to; r++) {
        int e = r * columns + c;
        fromArray(FLOATS, x.array(), x.at() + e, mask)
            .add(bias)
            .intoArray(y.array(), y.at() + e, mask);
      }
    }
  }

  @Override
  public void scale(int from, int to, int columns, Buffer x, Buffer factors, int at, Buffer y) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(c, columns);
      FloatVector factor = fromArray(FLOATS, factors.array(), factors.at() + at + c, mask);
      for (int r = from; r < to; r++) {
        int e = r * columns + c;
        fromArray(FLOATS, x.array(), x.at() + e, mask)
            .mul(factor)
            .intoArray(y.array(), y.at() + e, mask);
      }
    }
  }

  @Override
  public void leak(int from, int to, int columns, Buffer x, Buffer slopes, Buffer y) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(c, columns);
      FloatVector slope = fromArray(FLOATS, slopes.array(), slopes.at() + c, mask);
      for (int r = from; r < to; r++) {
        int e = r * columns + c;
        FloatVector value = fromArray(FLOATS, x.array(), x.at() + e, mask);
        VectorMask<Float> positive = value.compare(VectorOperators.GT, 0);
        value.mul(slope).blend(value, positive).intoArray(y.array(), y.at() + e, mask);
      }
    }
  }

  @Override
  public void standardize(int from, int to, int columns, float epsilon, Buffer x, Buffer y) {
    float[] parts = PARTS.get();
    for (int r = from; r < to; r++) {
      int row = r * columns;
      float mean = sumOfRow(columns, x, row, parts) / columns;
      float inverse = inverse(columns, x, row, mean, epsilon, parts);
      for (int e = row; e < row + columns; e++) {
        y.set(e, (x.get(e) - mean) * inverse);
      }
    }
  }

  @Override
  public void standardizeGradient(
      int from, int to, int columns, float epsilon, Buffer x, Buffer dy, Buffer dx) {
    float[] parts = PARTS.get();
    for (int r = from; r < to; r++) {
      int row = r * columns;
      float mean = sumOfRow(columns, x, row, parts) / columns;
      float inverse = inverse(columns, x, row, mean, epsilon, parts);
      float meanDy = sumOfRow(columns, dy, row, parts) / columns;
      float slope = sumOfProducts(columns, x, mean, dy, row, parts) * inverse * inverse / columns;
      for (int e = row; e < row + columns; e++) {
        dx.set(e, Math.fma(x.get(e) - mean, -slope, dy.get(e) - meanDy) * inverse);
      }
    }
  }

  private static float sumOfRow(int n, Buffer x, int row, float[] parts) {
    for (int part = 0; part < PARTIAL_SUMS; part += LANES) {
      FloatVector sums = FloatVector.zero(FLOATS);
      for (int c = part; c < n; c += PARTIAL_SUMS) {
        VectorMask<Float> mask = FLOATS.indexInRange(c, n);
        sums = fromArray(FLOATS, x.array(), x.at() + row + c, mask).add(sums);
      }
      sums.intoArray(parts, part);
    }
    return VectorMath.sum(parts);
  }

  /// The sum of `(x - mean) * y` over a row.
  private static float sumOfProducts(
      int n, Buffer x, float mean, Buffer y, int row, float[] parts) {
    for (int part = 0; part < PARTIAL_SUMS; part += LANES) {
      FloatVector sums = FloatVector.zero(FLOATS);
      for (int c = part; c < n; c += PARTIAL_SUMS) {
        VectorMask<Float> mask = FLOATS.indexInRange(c, n);
        FloatVector factor = fromArray(FLOATS, y.array(), y.at() + row + c, mask);
        sums = fromArray(FLOATS, x.array(), x.at() + row + c, mask).sub(mean).fma(factor, sums);
      }
      sums.intoArray(parts, part);
    }
    return VectorMath.sum(parts);
  }

  /// `1 / sqrt(variance + epsilon)` of a row.
  private static float inverse(int n, Buffer x, int row, float mean, float epsilon, float[] parts) {
    for (int part = 0; part < PARTIAL_SUMS; part += LANES) {
      FloatVector sums = FloatVector.zero(FLOATS);
      for (int c = part; c < n; c += PARTIAL_SUMS) {
        VectorMask<Float> mask = FLOATS.indexInRange(c, n);
        FloatVector value = fromArray(FLOATS, x.array(), x.at() + row + c, mask);
        FloatVector distance = FloatVector.zero(FLOATS).blend(value.sub(mean), mask);
        sums = distance.fma(distance, sums);
      }
      sums.intoArray(parts, part);
    }
    return (float) (1 / Math.sqrt(VectorMath.sum(parts) / n + epsilon));
  }

  /// Plain code: few networks have it, and it takes a power of each number.
  @Override
  public void localResponse(int from, int to, int columns, LocalNorm how, Buffer x, Buffer y) {
    ScalarRowKernels.LOOPS.localResponse(from, to, columns, how, x, y);
  }

  @Override
  public void localResponseGradient(
      int from, int to, int columns, LocalNorm how, Buffer x, Buffer dy, Buffer dx) {
    ScalarRowKernels.LOOPS.localResponseGradient(from, to, columns, how, x, dy, dx);
  }

  @Override
  public void sumRows(int from, int to, int columns, Buffer x, Buffer y) {
    float[] sums = PARTS.get();
    for (int c = 0; c < columns; c += LANES) {
      sumColumns(to - from, columns, x, from * columns + c, columns - c, sums);
      System.arraycopy(sums, 0, y.array(), y.at() + c, Math.min(LANES, columns - c));
    }
  }

  /// The sums of a vector of columns, with four parallel chains of additions.
  ///
  /// @param left how many columns there are from the first on
  private static void sumColumns(
      int rows, int columns, Buffer x, int first, int left, float[] sums) {
    VectorMask<Float> mask = FLOATS.indexInRange(0, left);
    float[] a = x.array();
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    int at = x.at() + first;
    int r = 0;
    for (; r + 4 <= rows; r += 4, at += 4 * columns) {
      s0 = fromArray(FLOATS, a, at, mask).add(s0);
      s1 = fromArray(FLOATS, a, at + columns, mask).add(s1);
      s2 = fromArray(FLOATS, a, at + 2 * columns, mask).add(s2);
      s3 = fromArray(FLOATS, a, at + 3 * columns, mask).add(s3);
    }
    for (; r < rows; r++, at += columns) {
      s0 = fromArray(FLOATS, a, at, mask).add(s0);
    }
    s0.add(s1).add(s2.add(s3)).intoArray(sums, 0);
  }

  @Override
  public void transpose(int rows, int columns, Buffer x, Buffer y) {
    VectorTranspose.run(rows, columns, x, 0, columns, y, 0, rows);
  }

  @Override
  public void softmax(int from, int to, int columns, Buffer x, Buffer y) {
    for (int r = from; r < to; r++) {
      int row = r * columns;
      float sum = powers(columns, x, y, row);
      VectorElementwiseKernels.LOOPS.scale(row, row + columns, 1 / sum, y, y);
    }
  }

  /// Writes the exponentials of a row minus its maximum, and returns their sum.
  private static float powers(int n, Buffer x, Buffer y, int row) {
    float[] parts = PARTS.get();
    Arrays.fill(parts, 0, PARTIAL_SUMS, 0);
    float max = max(n, x, row);
    for (int c = 0; c < n; c += PARTIAL_SUMS) {
      addPowers(n - c, x, row + c, max, parts);
      int count = Math.min(PARTIAL_SUMS, n - c);
      System.arraycopy(parts, PARTIAL_SUMS, y.array(), y.at() + row + c, count);
    }
    return VectorMath.sum(parts);
  }

  /// Writes the exponentials of up to [VectorMath#PARTIAL_SUMS] numbers minus a maximum, each to
  /// within two units in the last place, behind the partial sums in `parts`, and adds them to
  /// these.
  private static void addPowers(int count, Buffer x, int first, float max, float[] parts) {
    float[] a = x.array();
    int at = x.at() + first;
    for (int part = 0; part < Math.min(count, PARTIAL_SUMS); part += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(part, count);
      FloatVector value = fromArray(FLOATS, a, at + part, mask).sub(max);
      FloatVector clamped = value.max(FloatExp.LEAST).min(FloatExp.MOST);
      FloatVector shifted =
          clamped.fma(broadcast(FLOATS, FloatExp.LOG2_E), broadcast(FLOATS, FloatExp.ROUNDER));
      FloatVector k = shifted.sub(FloatExp.ROUNDER);
      FloatVector r = k.fma(broadcast(FLOATS, -FloatExp.LN2_HIGH), clamped);
      r = k.fma(broadcast(FLOATS, -FloatExp.LN2_LOW), r);
      FloatVector p = broadcast(FLOATS, 1 / 5040f).fma(r, broadcast(FLOATS, 1 / 720f));
      p = p.fma(r, broadcast(FLOATS, 1 / 120f)).fma(r, broadcast(FLOATS, 1 / 24f));
      p = p.fma(r, broadcast(FLOATS, 1 / 6f)).fma(r, broadcast(FLOATS, 0.5f));
      p = p.fma(r, broadcast(FLOATS, 1)).fma(r, broadcast(FLOATS, 1));
      IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
      FloatVector power = p.mul(exponent.add(ONE_BITS).reinterpretAsFloats());
      power.intoArray(parts, PARTIAL_SUMS + part);
      fromArray(FLOATS, parts, part).add(power, mask).intoArray(parts, part);
    }
  }

  @Override
  public void softmaxGradient(int from, int to, int columns, Buffer y, Buffer dy, Buffer dx) {
    float[] parts = PARTS.get();
    for (int r = from; r < to; r++) {
      int row = r * columns;
      float dot = sumOfProducts(columns, y, 0, dy, row, parts);
      for (int c = 0; c < columns; c += LANES) {
        VectorMask<Float> mask = FLOATS.indexInRange(c, columns);
        FloatVector share = fromArray(FLOATS, y.array(), y.at() + row + c, mask);
        fromArray(FLOATS, dy.array(), dy.at() + row + c, mask)
            .sub(dot)
            .mul(share)
            .intoArray(dx.array(), dx.at() + row + c, mask);
      }
    }
  }

  @Override
  public void crossEntropy(int from, int to, int columns, Buffer x, Buffer labels, Buffer y) {
    if (columns < FEW) {
      ScalarRowKernels.LOOPS.crossEntropy(from, to, columns, x, labels, y);
      return;
    }
    for (int r = from; r < to; r++) {
      int row = r * columns;
      float logSum = logSum(columns, x, row);
      float loss = 0;
      for (int c = row; c < row + columns; c++) {
        loss += labels.get(c) * (logSum - x.get(c));
      }
      y.set(r, loss);
    }
  }

  @Override
  public void crossEntropyGradient(
      int from, int to, int columns, Buffer x, Buffer labels, Buffer dy, Buffer dx) {
    if (columns < FEW) {
      ScalarRowKernels.LOOPS.crossEntropyGradient(from, to, columns, x, labels, dy, dx);
      return;
    }
    for (int r = from; r < to; r++) {
      int row = r * columns;
      float factor = 1 / powers(columns, x, dx, row);
      float slope = dy.get(r);
      for (int c = row; c < row + columns; c++) {
        dx.set(c, (dx.get(c) * factor - labels.get(c)) * slope);
      }
    }
  }

  /// The largest element of a row. The last vector of a long row overlaps the one before it, which
  /// needs no mask and changes no maximum.
  private static float max(int n, Buffer x, int first) {
    if (n < LANES) {
      float max = Float.NEGATIVE_INFINITY;
      for (int e = 0; e < n; e++) {
        max = Math.max(max, x.get(first + e));
      }
      return max;
    }
    FloatVector max = fromArray(FLOATS, x.array(), x.at() + first + n - LANES);
    for (int e = 0; e + LANES < n; e += LANES) {
      max = fromArray(FLOATS, x.array(), x.at() + first + e).max(max);
    }
    return max.reduceLanes(VectorOperators.MAX);
  }

  private static float logSum(int n, Buffer x, int row) {
    float[] parts = PARTS.get();
    Arrays.fill(parts, 0, PARTIAL_SUMS, 0);
    float max = max(n, x, row);
    for (int c = 0; c < n; c += PARTIAL_SUMS) {
      addPowers(n - c, x, row + c, max, parts);
    }
    return (float) (StrictMath.log(VectorMath.sum(parts)) + max);
  }

  /// The rows' own mean and squares are added to those of the rows before them, which takes no
  /// difference of large numbers. Source: Chan et al. 1979.
  @Override
  public void addStatistics(
      int from, int to, int columns, int count, Buffer x, Buffer mean, Buffer squares) {
    int rows = to - from;
    float share = (float) rows / (count + rows);
    float[] own = PARTS.get();
    for (int c = 0; c < columns; c += LANES) {
      int first = from * columns + c;
      sumColumns(rows, columns, x, first, columns - c, own);
      for (int k = 0; k < LANES; k++) {
        own[k] *= 1f / rows;
      }
      sumSquares(rows, columns, x, first, columns - c, own);
      for (int k = 0; k < Math.min(LANES, columns - c); k++) {
        float before = mean.get(c + k);
        float apart = own[k] - before;
        float sum = own[PARTIAL_SUMS + k] + squares.get(c + k);
        mean.set(c + k, Math.fma(apart, share, before));
        squares.set(c + k, Math.fma(apart * apart, share * count, sum));
      }
    }
  }

  /// The sums of the squared distances of a vector of columns from their means, which come first in
  /// `parts`; the sums are [VectorMath#PARTIAL_SUMS] behind them.
  private static void sumSquares(
      int rows, int columns, Buffer x, int first, int left, float[] parts) {
    VectorMask<Float> mask = FLOATS.indexInRange(0, left);
    FloatVector center = fromArray(FLOATS, parts, 0);
    float[] a = x.array();
    FloatVector even = FloatVector.zero(FLOATS);
    FloatVector odd = FloatVector.zero(FLOATS);
    int at = x.at() + first;
    int r = 0;
    for (; r + 2 <= rows; r += 2, at += 2 * columns) {
      FloatVector one = fromArray(FLOATS, a, at, mask).sub(center);
      FloatVector two = fromArray(FLOATS, a, at + columns, mask).sub(center);
      even = one.fma(one, even);
      odd = two.fma(two, odd);
    }
    if (r < rows) {
      FloatVector last = fromArray(FLOATS, a, at, mask).sub(center);
      even = last.fma(last, even);
    }
    even.add(odd).intoArray(parts, PARTIAL_SUMS);
  }

  @Override
  public void normalize(int from, int to, int columns, BatchStatistics batch, Buffer x, Buffer y) {
    float[] factors = PARTS.get();
    for (int c = 0; c < columns; c += LANES) {
      writeFactors(batch, c, columns, factors);
      VectorMask<Float> mask = FLOATS.indexInRange(c, columns);
      FloatVector factor = fromArray(FLOATS, factors, 0);
      FloatVector center = fromArray(FLOATS, batch.mean().array(), batch.mean().at() + c, mask);
      FloatVector base = fromArray(FLOATS, batch.shift().array(), batch.shift().at() + c, mask);
      for (int r = from; r < to; r++) {
        int e = r * columns + c;
        fromArray(FLOATS, x.array(), x.at() + e, mask)
            .sub(center)
            .fma(factor, base)
            .intoArray(y.array(), y.at() + e, mask);
      }
    }
  }

  /// Writes `scale * s` with `s = 1 / sqrt(variance + epsilon)` for a vector of columns, and `s`
  /// [VectorMath#PARTIAL_SUMS] behind them.
  private static void writeFactors(BatchStatistics batch, int first, int end, float[] factors) {
    for (int k = 0; k < Math.min(LANES, end - first); k++) {
      float variance = batch.variance().get(first + k);
      float inverse = 1 / (float) Math.sqrt(variance + batch.epsilon());
      factors[k] = batch.scale().get(first + k) * inverse;
      factors[PARTIAL_SUMS + k] = inverse;
    }
  }

  @Override
  public void normalizeGradient(
      int from, int to, int columns, BatchStatistics batch, Buffer dy, Buffer dx) {
    float[] factors = PARTS.get();
    for (int c = 0; c < columns; c += LANES) {
      writeFactors(batch, c, columns, factors);
      VectorMask<Float> mask = FLOATS.indexInRange(c, columns);
      FloatVector factor = fromArray(FLOATS, factors, 0);
      for (int r = from; r < to; r++) {
        int e = r * columns + c;
        fromArray(FLOATS, dy.array(), dy.at() + e, mask)
            .mul(factor)
            .intoArray(dx.array(), dx.at() + e, mask);
      }
    }
  }

  /// With `s = 1 / sqrt(variance + epsilon)` the gradient is a linear function of `dy` and `x`:
  /// `scale * s * (dy - (x - mean) * s * dScale / n - dShift / n)`.
  @Override
  public void normalizeBatchGradient(
      int from, int to, int columns, BatchGradient batch, Buffer x, Buffer dy, Buffer dx) {
    Buffer mean = batch.statistics().mean();
    Buffer dScale = batch.dScale();
    Buffer dShift = batch.dShift();
    float[] factors = PARTS.get();
    for (int c = 0; c < columns; c += LANES) {
      writeFactors(batch.statistics(), c, columns, factors);
      VectorMask<Float> mask = FLOATS.indexInRange(c, columns);
      FloatVector factor = fromArray(FLOATS, factors, 0);
      FloatVector s = fromArray(FLOATS, factors, PARTIAL_SUMS);
      FloatVector center = fromArray(FLOATS, mean.array(), mean.at() + c, mask);
      FloatVector slope = fromArray(FLOATS, dScale.array(), dScale.at() + c, mask).mul(s);
      slope = slope.div(-batch.rows());
      FloatVector base = fromArray(FLOATS, dShift.array(), dShift.at() + c, mask);
      base = base.div(-batch.rows());
      for (int r = from; r < to; r++) {
        int e = r * columns + c;
        FloatVector far = fromArray(FLOATS, dy.array(), dy.at() + e, mask).add(base);
        fromArray(FLOATS, x.array(), x.at() + e, mask)
            .sub(center)
            .fma(slope, far)
            .mul(factor)
            .intoArray(dx.array(), dx.at() + e, mask);
      }
    }
  }

  @Override
  public void addNormalizeSums(
      int from,
      int to,
      int columns,
      Buffer mean,
      Buffer x,
      Buffer dy,
      Buffer dScale,
      Buffer dShift) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(c, columns);
      FloatVector center = fromArray(FLOATS, mean.array(), mean.at() + c, mask);
      FloatVector products = fromArray(FLOATS, dScale.array(), dScale.at() + c, mask);
      FloatVector sum = fromArray(FLOATS, dShift.array(), dShift.at() + c, mask);
      for (int r = from; r < to; r++) {
        int e = r * columns + c;
        FloatVector gradient = fromArray(FLOATS, dy.array(), dy.at() + e, mask);
        products =
            fromArray(FLOATS, x.array(), x.at() + e, mask).sub(center).fma(gradient, products);
        sum = gradient.add(sum);
      }
      products.intoArray(dScale.array(), dScale.at() + c, mask);
      sum.intoArray(dShift.array(), dShift.at() + c, mask);
    }
  }
}
