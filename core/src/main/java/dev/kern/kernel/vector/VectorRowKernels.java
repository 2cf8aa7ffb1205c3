package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorMath.FLOATS;
import static dev.kern.kernel.vector.VectorMath.LANES;
import static dev.kern.kernel.vector.VectorMath.PARTIAL_SUMS;
import static dev.kern.kernel.vector.VectorMath.broadcast;
import static dev.kern.kernel.vector.VectorMath.exp;
import static dev.kern.kernel.vector.VectorMath.fold;
import static dev.kern.kernel.vector.VectorMath.load;
import static dev.kern.kernel.vector.VectorMath.mask;
import static dev.kern.kernel.vector.VectorMath.store;

import dev.kern.kernel.BatchStatistics;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.RowKernels;
import dev.kern.kernel.scalar.ScalarRowKernels;
import dev.kern.math.LocalNorm;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// [RowKernels] on vectors. A vector is a piece of a row; a mask cuts it off at the end of the row.
public final class VectorRowKernels implements RowKernels {
  public static final VectorRowKernels LOOPS = new VectorRowKernels();

  /// The fewest columns whose exponentials are worth vectors, on any machine. What else a loss does
  /// with them is plain code: vectors that are more than the just-in-time compiler inlines into one
  /// method are objects.
  private static final int FEW = 16;

  /// Sums of each thread: what a vector would be if it were passed between methods.
  private static final ThreadLocal<float[]> PARTS =
      ThreadLocal.withInitial(() -> new float[2 * PARTIAL_SUMS]);

  private VectorRowKernels() {}

  @Override
  public void addBias(int from, int to, int columns, Buffer x, Buffer b, Buffer y) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = mask(c, columns);
      FloatVector bias = load(b, c, mask);
      for (int r = from; r < to; r++) {
        int e = r * columns + c;
        store(load(x, e, mask).add(bias), y, e, mask);
      }
    }
  }

  @Override
  public void scale(int from, int to, int columns, Buffer x, Buffer factors, int at, Buffer y) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = mask(c, columns);
      FloatVector factor = load(factors, at + c, mask);
      for (int r = from; r < to; r++) {
        int e = r * columns + c;
        store(load(x, e, mask).mul(factor), y, e, mask);
      }
    }
  }

  @Override
  public void leak(int from, int to, int columns, Buffer x, Buffer slopes, Buffer y) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = mask(c, columns);
      FloatVector slope = load(slopes, c, mask);
      for (int r = from; r < to; r++) {
        int e = r * columns + c;
        FloatVector value = load(x, e, mask);
        VectorMask<Float> positive = value.compare(VectorOperators.GT, 0);
        store(value.mul(slope).blend(value, positive), y, e, mask);
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

  // These call the Vector API alone: its methods are inlined in any case, methods of Kern only as
  // long as there aren't too many in one loop, and a vector that is passed to one that isn't is an
  // object.

  private static float sumOfRow(int n, Buffer x, int row, float[] parts) {
    for (int part = 0; part < PARTIAL_SUMS; part += LANES) {
      FloatVector sums = FloatVector.zero(FLOATS);
      for (int c = part; c < n; c += PARTIAL_SUMS) {
        VectorMask<Float> mask = FLOATS.indexInRange(c, n);
        sums = sums.add(FloatVector.fromArray(FLOATS, x.array(), x.at() + row + c, mask));
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
        FloatVector factor = FloatVector.fromArray(FLOATS, y.array(), y.at() + row + c, mask);
        sums =
            FloatVector.fromArray(FLOATS, x.array(), x.at() + row + c, mask)
                .sub(mean)
                .fma(factor, sums);
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
        FloatVector value = FloatVector.fromArray(FLOATS, x.array(), x.at() + row + c, mask);
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
      s0 = s0.add(FloatVector.fromArray(FLOATS, a, at, mask));
      s1 = s1.add(FloatVector.fromArray(FLOATS, a, at + columns, mask));
      s2 = s2.add(FloatVector.fromArray(FLOATS, a, at + 2 * columns, mask));
      s3 = s3.add(FloatVector.fromArray(FLOATS, a, at + 3 * columns, mask));
    }
    for (; r < rows; r++, at += columns) {
      s0 = s0.add(FloatVector.fromArray(FLOATS, a, at, mask));
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
  ///
  /// A separate method: if a method contains two exponentials, the just-in-time compiler no longer
  /// inlines both, and vectors passed between methods are objects.
  private static float powers(int n, Buffer x, Buffer y, int row) {
    float max = max(n, x, row);
    FloatVector total = broadcast(0);
    for (int part = 0; part < PARTIAL_SUMS; part += LANES) {
      FloatVector sums = broadcast(0);
      for (int c = part; c < n; c += PARTIAL_SUMS) {
        VectorMask<Float> mask = mask(c, n);
        FloatVector power = exp(load(x, row + c, mask).sub(max));
        store(power, y, row + c, mask);
        sums = sums.add(power, mask);
      }
      total = fold(total, sums);
    }
    return VectorMath.sum(total);
  }

  @Override
  public void softmaxGradient(int from, int to, int columns, Buffer y, Buffer dy, Buffer dx) {
    float[] parts = PARTS.get();
    for (int r = from; r < to; r++) {
      int row = r * columns;
      float dot = sumOfProducts(columns, y, 0, dy, row, parts);
      for (int c = 0; c < columns; c += LANES) {
        VectorMask<Float> mask = mask(c, columns);
        store(load(dy, row + c, mask).sub(dot).mul(load(y, row + c, mask)), dx, row + c, mask);
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
    FloatVector max = load(x, first + n - LANES);
    for (int e = 0; e + LANES < n; e += LANES) {
      max = max.max(load(x, first + e));
    }
    return max.reduceLanes(VectorOperators.MAX);
  }

  private static float sumOfPowers(int n, Buffer x, int first, float max) {
    FloatVector total = broadcast(0);
    for (int part = 0; part < PARTIAL_SUMS; part += LANES) {
      FloatVector sums = broadcast(0);
      for (int e = part; e < n; e += PARTIAL_SUMS) {
        VectorMask<Float> mask = mask(e, n);
        sums = sums.add(exp(load(x, first + e, mask).sub(max)), mask);
      }
      total = fold(total, sums);
    }
    return VectorMath.sum(total);
  }

  private static float logSum(int n, Buffer x, int first) {
    float max = max(n, x, first);
    return (float) (StrictMath.log(sumOfPowers(n, x, first, max)) + max);
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
    FloatVector center = FloatVector.fromArray(FLOATS, parts, 0);
    float[] a = x.array();
    FloatVector even = FloatVector.zero(FLOATS);
    FloatVector odd = FloatVector.zero(FLOATS);
    int at = x.at() + first;
    int r = 0;
    for (; r + 2 <= rows; r += 2, at += 2 * columns) {
      FloatVector one = FloatVector.fromArray(FLOATS, a, at, mask).sub(center);
      FloatVector two = FloatVector.fromArray(FLOATS, a, at + columns, mask).sub(center);
      even = one.fma(one, even);
      odd = two.fma(two, odd);
    }
    if (r < rows) {
      FloatVector last = FloatVector.fromArray(FLOATS, a, at, mask).sub(center);
      even = last.fma(last, even);
    }
    even.add(odd).intoArray(parts, PARTIAL_SUMS);
  }

  /// `1 / sqrt(variance + epsilon)`
  private static FloatVector inverse(BatchStatistics batch, int c, VectorMask<Float> mask) {
    return broadcast(1).div(load(batch.variance(), c, mask).add(batch.epsilon()).sqrt());
  }

  @Override
  public void normalize(int from, int to, int columns, BatchStatistics batch, Buffer x, Buffer y) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = mask(c, columns);
      FloatVector center = load(batch.mean(), c, mask);
      FloatVector factor = load(batch.scale(), c, mask).mul(inverse(batch, c, mask));
      FloatVector base = load(batch.shift(), c, mask);
      for (int r = from; r < to; r++) {
        int e = r * columns + c;
        store(load(x, e, mask).sub(center).fma(factor, base), y, e, mask);
      }
    }
  }

  @Override
  public void normalizeGradient(
      int from, int to, int columns, BatchStatistics batch, Buffer dy, Buffer dx) {
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = mask(c, columns);
      FloatVector factor = load(batch.scale(), c, mask).mul(inverse(batch, c, mask));
      for (int r = from; r < to; r++) {
        int e = r * columns + c;
        store(load(dy, e, mask).mul(factor), dx, e, mask);
      }
    }
  }

  /// With `s = 1 / sqrt(variance + epsilon)` the gradient is a linear function of `dy` and `x`:
  /// `scale * s * (dy - (x - mean) * s * dScale / n - dShift / n)`.
  @Override
  public void normalizeBatchGradient(
      int from, int to, int columns, BatchGradient batch, Buffer x, Buffer dy, Buffer dx) {
    BatchStatistics statistics = batch.statistics();
    for (int c = 0; c < columns; c += LANES) {
      VectorMask<Float> mask = mask(c, columns);
      FloatVector s = inverse(statistics, c, mask);
      FloatVector center = load(statistics.mean(), c, mask);
      FloatVector slope = load(batch.dScale(), c, mask).mul(s).div(-batch.rows());
      FloatVector base = load(batch.dShift(), c, mask).div(-batch.rows());
      FloatVector factor = load(statistics.scale(), c, mask).mul(s);
      for (int r = from; r < to; r++) {
        int e = r * columns + c;
        FloatVector far = load(dy, e, mask).add(base);
        store(load(x, e, mask).sub(center).fma(slope, far).mul(factor), dx, e, mask);
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
      VectorMask<Float> mask = mask(c, columns);
      FloatVector center = load(mean, c, mask);
      FloatVector products = load(dScale, c, mask);
      FloatVector sum = load(dShift, c, mask);
      for (int r = from; r < to; r++) {
        int e = r * columns + c;
        FloatVector gradient = load(dy, e, mask);
        products = load(x, e, mask).sub(center).fma(gradient, products);
        sum = sum.add(gradient);
      }
      store(products, dScale, c, mask);
      store(sum, dShift, c, mask);
    }
  }
}
