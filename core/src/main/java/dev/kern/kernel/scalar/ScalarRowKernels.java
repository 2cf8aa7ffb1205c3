package dev.kern.kernel.scalar;

import dev.kern.kernel.BatchStatistics;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.RowKernels;

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
        y.set(e, (float) Math.exp(x.get(e) - max));
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
        float probability = (float) Math.exp(x.get(e) - logSum);
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
      sum += Math.exp(x.get(e) - max);
    }
    return Math.log(sum) + max;
  }

  @Override
  public void mean(int from, int to, int columns, Buffer x, Buffer y) {
    sumRows(from, to, columns, x, y);
    ScalarElementwiseKernels.LOOPS.scale(0, columns, 1f / (to - from), y, y);
  }

  @Override
  public void variance(int from, int to, int columns, Buffer x, Buffer mean, Buffer y) {
    y.fill(0, columns, 0);
    for (int r = from; r < to; r++) {
      for (int c = 0; c < columns; c++) {
        float distance = x.get(r * columns + c) - mean.get(c);
        y.set(c, y.get(c) + distance * distance);
      }
    }
    ScalarElementwiseKernels.LOOPS.scale(0, columns, 1f / (to - from), y, y);
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
  public void normalizeScaleGradient(
      int from, int to, int columns, BatchStatistics batch, Buffer x, Buffer dy, Buffer dScale) {
    dScale.fill(0, columns, 0);
    for (int r = from; r < to; r++) {
      for (int c = 0; c < columns; c++) {
        int e = r * columns + c;
        dScale.set(c, dScale.get(c) + dy.get(e) * (x.get(e) - batch.mean().get(c)));
      }
    }
    for (int c = 0; c < columns; c++) {
      dScale.set(c, dScale.get(c) * batch.inverse(c));
    }
  }
}
