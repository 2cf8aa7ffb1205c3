package dev.kern.kernel.scalar;

import dev.kern.kernel.BatchStatistics;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.RowKernels;
import dev.kern.math.LocalNorm;
import dev.kern.math.PortableMath;

/// [RowKernels] in plain Java.
public final class ScalarRowKernels implements RowKernels {
  public static final ScalarRowKernels LOOPS = new ScalarRowKernels();

  private ScalarRowKernels() {}

  @Override
  public void addBias(int from, int to, int columns, Buffer x, Buffer b, Buffer y) {
    for (int r = from; r < to; r++) {
      for (int c = 0; c < columns; c++) {
        y.set(r * columns + c, x.get(r * columns + c) + b.get(c));
      }
    }
  }

  @Override
  public void scale(int from, int to, int columns, Buffer x, Buffer factors, int at, Buffer y) {
    for (int r = from; r < to; r++) {
      for (int c = 0; c < columns; c++) {
        y.set(r * columns + c, x.get(r * columns + c) * factors.get(at + c));
      }
    }
  }

  @Override
  public void leak(int from, int to, int columns, Buffer x, Buffer slopes, Buffer y) {
    for (int r = from; r < to; r++) {
      for (int c = 0; c < columns; c++) {
        float value = x.get(r * columns + c);
        y.set(r * columns + c, value > 0 ? value : slopes.get(c) * value);
      }
    }
  }

  @Override
  public void standardize(int from, int to, int columns, float epsilon, Buffer x, Buffer y) {
    for (int r = from; r < to; r++) {
      int row = r * columns;
      double mean = mean(columns, x, row);
      double inverse = inverse(columns, x, row, mean, epsilon);
      for (int e = row; e < row + columns; e++) {
        y.set(e, (float) ((x.get(e) - mean) * inverse));
      }
    }
  }

  @Override
  public void standardizeGradient(
      int from, int to, int columns, float epsilon, Buffer x, Buffer dy, Buffer dx) {
    for (int r = from; r < to; r++) {
      int row = r * columns;
      double mean = mean(columns, x, row);
      double inverse = inverse(columns, x, row, mean, epsilon);
      double meanDy = mean(columns, dy, row);
      double slope = 0;
      for (int e = row; e < row + columns; e++) {
        slope += dy.get(e) * (x.get(e) - mean) * inverse / columns;
      }
      for (int e = row; e < row + columns; e++) {
        double z = (x.get(e) - mean) * inverse;
        dx.set(e, (float) ((dy.get(e) - meanDy - z * slope) * inverse));
      }
    }
  }

  private static double mean(int n, Buffer x, int first) {
    double sum = 0;
    for (int e = first; e < first + n; e++) {
      sum += x.get(e);
    }
    return sum / n;
  }

  private static double inverse(int n, Buffer x, int first, double mean, float epsilon) {
    double sum = 0;
    for (int e = first; e < first + n; e++) {
      double distance = x.get(e) - mean;
      sum += distance * distance;
    }
    return 1 / Math.sqrt(sum / n + epsilon);
  }

  @Override
  public void localResponse(int from, int to, int columns, LocalNorm how, Buffer x, Buffer y) {
    for (int r = from; r < to; r++) {
      for (int c = 0; c < columns; c++) {
        double base = localBase(r * columns, c, columns, how, x);
        y.set(r * columns + c, (float) (x.get(r * columns + c) * how.power(base)));
      }
    }
  }

  @Override
  public void localResponseGradient(
      int from, int to, int columns, LocalNorm how, Buffer x, Buffer dy, Buffer dx) {
    double factor = 2 * how.alpha() * how.beta() / how.size();
    for (int r = from; r < to; r++) {
      int row = r * columns;
      dx.fill(row, row + columns, 0);
      for (int c = 0; c < columns; c++) {
        double base = localBase(row, c, columns, how, x);
        double power = how.power(base);
        dx.set(row + c, dx.get(row + c) + (float) (dy.get(row + c) * power));
        double share = factor * dy.get(row + c) * x.get(row + c) * power / base;
        for (int e = row + how.first(c); e <= row + how.last(c, columns); e++) {
          dx.set(e, dx.get(e) - (float) (share * x.get(e)));
        }
      }
    }
  }

  private static double localBase(int row, int c, int columns, LocalNorm how, Buffer x) {
    double sum = 0;
    for (int e = row + how.first(c); e <= row + how.last(c, columns); e++) {
      sum += (double) x.get(e) * x.get(e);
    }
    return how.base(sum);
  }

  @Override
  public void sumRows(int from, int to, int columns, Buffer x, Buffer y) {
    y.fill(0, columns, 0);
    for (int r = from; r < to; r++) {
      for (int c = 0; c < columns; c++) {
        y.set(c, y.get(c) + x.get(r * columns + c));
      }
    }
  }

  @Override
  public void transpose(int rows, int columns, Buffer x, Buffer y) {
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        y.set(c * rows + r, x.get(r * columns + c));
      }
    }
  }

  @Override
  public void softmax(int from, int to, int columns, Buffer x, Buffer y) {
    for (int r = from; r < to; r++) {
      int row = r * columns;
      float max = max(columns, x, row);
      double sum = 0;
      for (int e = row; e < row + columns; e++) {
        y.set(e, (float) PortableMath.exp(x.get(e) - max));
        sum += y.get(e);
      }
      ScalarElementwiseKernels.LOOPS.scale(row, row + columns, (float) (1 / sum), y, y);
    }
  }

  @Override
  public void softmaxGradient(int from, int to, int columns, Buffer y, Buffer dy, Buffer dx) {
    for (int r = from; r < to; r++) {
      int row = r * columns;
      double dot = 0;
      for (int e = row; e < row + columns; e++) {
        dot += (double) dy.get(e) * y.get(e);
      }
      for (int e = row; e < row + columns; e++) {
        dx.set(e, y.get(e) * (float) (dy.get(e) - dot));
      }
    }
  }

  @Override
  public void crossEntropy(int from, int to, int columns, Buffer x, Buffer labels, Buffer y) {
    for (int r = from; r < to; r++) {
      int row = r * columns;
      double logSum = logSum(columns, x, row);
      double loss = 0;
      for (int e = row; e < row + columns; e++) {
        loss += labels.get(e) * (logSum - x.get(e));
      }
      y.set(r, (float) loss);
    }
  }

  @Override
  public void crossEntropyGradient(
      int from, int to, int columns, Buffer x, Buffer labels, Buffer dy, Buffer dx) {
    for (int r = from; r < to; r++) {
      int row = r * columns;
      double logSum = logSum(columns, x, row);
      for (int e = row; e < row + columns; e++) {
        float probability = (float) PortableMath.exp(x.get(e) - logSum);
        dx.set(e, dy.get(r) * (probability - labels.get(e)));
      }
    }
  }

  private static float max(int n, Buffer x, int first) {
    float max = x.get(first);
    for (int e = first + 1; e < first + n; e++) {
      max = Math.max(max, x.get(e));
    }
    return max;
  }

  private static double logSum(int n, Buffer x, int first) {
    float max = max(n, x, first);
    double sum = 0;
    for (int e = first; e < first + n; e++) {
      sum += PortableMath.exp(x.get(e) - max);
    }
    return StrictMath.log(sum) + max;
  }

  @Override
  public void addStatistics(
      int from, int to, int columns, int count, Buffer x, Buffer mean, Buffer squares) {
    for (int c = 0; c < columns; c++) {
      float center = mean.get(c);
      float square = squares.get(c);
      for (int r = from; r < to; r++) {
        float distance = x.get(r * columns + c) - center;
        center += distance / (count + r - from + 1);
        square += distance * (x.get(r * columns + c) - center);
      }
      mean.set(c, center);
      squares.set(c, square);
    }
  }

  @Override
  public void normalize(int from, int to, int columns, BatchStatistics batch, Buffer x, Buffer y) {
    for (int r = from; r < to; r++) {
      for (int c = 0; c < columns; c++) {
        float factor = batch.scale().get(c) * batch.inverse(c);
        float centred = x.get(r * columns + c) - batch.mean().get(c);
        y.set(r * columns + c, centred * factor + batch.shift().get(c));
      }
    }
  }

  @Override
  public void normalizeGradient(
      int from, int to, int columns, BatchStatistics batch, Buffer dy, Buffer dx) {
    for (int r = from; r < to; r++) {
      for (int c = 0; c < columns; c++) {
        float factor = batch.scale().get(c) * batch.inverse(c);
        dx.set(r * columns + c, factor * dy.get(r * columns + c));
      }
    }
  }

  @Override
  public void normalizeBatchGradient(
      int from, int to, int columns, BatchGradient batch, Buffer x, Buffer dy, Buffer dx) {
    BatchStatistics statistics = batch.statistics();
    for (int r = from; r < to; r++) {
      for (int c = 0; c < columns; c++) {
        int e = r * columns + c;
        float inverse = statistics.inverse(c);
        float z = (x.get(e) - statistics.mean().get(c)) * inverse;
        float through = (batch.dShift().get(c) + z * batch.dScale().get(c)) / batch.rows();
        dx.set(e, statistics.scale().get(c) * inverse * (dy.get(e) - through));
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
    for (int r = from; r < to; r++) {
      for (int c = 0; c < columns; c++) {
        int e = r * columns + c;
        dScale.set(c, dScale.get(c) + dy.get(e) * (x.get(e) - mean.get(c)));
        dShift.set(c, dShift.get(c) + dy.get(e));
      }
    }
  }
}
