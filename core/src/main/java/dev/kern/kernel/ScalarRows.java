package dev.kern.kernel;

import java.util.Arrays;

/// [Rows] in plain Java.
final class ScalarRows implements Rows {
  static final ScalarRows LOOPS = new ScalarRows();

  private ScalarRows() {}

  @Override
  public void addBias(
      int rows, int columns, float[] x, int xAt, float[] b, int bAt, float[] y, int yAt) {
    for (int r = 0; r < rows; r++) {
      ScalarElementwise.LOOPS.add(columns, x, xAt + r * columns, b, bAt, y, yAt + r * columns);
    }
  }

  @Override
  public void sumRows(int rows, int columns, float[] x, int xAt, float[] y, int yAt) {
    Arrays.fill(y, yAt, yAt + columns, 0);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        y[yAt + c] += x[xAt + r * columns + c];
      }
    }
  }

  @Override
  public void transpose(int rows, int columns, float[] x, int xAt, float[] y, int yAt) {
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        y[yAt + c * rows + r] = x[xAt + r * columns + c];
      }
    }
  }

  @Override
  public void softmax(int rows, int columns, float[] x, int xAt, float[] y, int yAt) {
    for (int r = 0; r < rows; r++) {
      int row = r * columns;
      float max = max(columns, x, xAt + row);
      double sum = 0;
      for (int c = 0; c < columns; c++) {
        float power = (float) Math.exp(x[xAt + row + c] - max);
        y[yAt + row + c] = power;
        sum += power;
      }
      float factor = (float) (1 / sum);
      for (int c = 0; c < columns; c++) {
        y[yAt + row + c] *= factor;
      }
    }
  }

  @Override
  public void softmaxGradient(
      int rows, int columns, float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    for (int r = 0; r < rows; r++) {
      int row = r * columns;
      double dot = 0;
      for (int c = 0; c < columns; c++) {
        dot += (double) dy[dyAt + row + c] * y[yAt + row + c];
      }
      for (int c = 0; c < columns; c++) {
        dx[dxAt + row + c] = y[yAt + row + c] * (float) (dy[dyAt + row + c] - dot);
      }
    }
  }

  @Override
  public void crossEntropy(
      int rows, int columns, float[] x, int xAt, float[] labels, int labelsAt, float[] y, int yAt) {
    for (int r = 0; r < rows; r++) {
      int row = r * columns;
      double logSum = logSum(columns, x, xAt + row);
      double loss = 0;
      for (int c = 0; c < columns; c++) {
        loss += labels[labelsAt + row + c] * (logSum - x[xAt + row + c]);
      }
      y[yAt + r] = (float) loss;
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
    for (int r = 0; r < rows; r++) {
      int row = r * columns;
      double logSum = logSum(columns, x, xAt + row);
      for (int c = 0; c < columns; c++) {
        float probability = (float) Math.exp(x[xAt + row + c] - logSum);
        dx[dxAt + row + c] = dy[dyAt + r] * (probability - labels[labelsAt + row + c]);
      }
    }
  }

  private static float max(int n, float[] x, int xAt) {
    float max = x[xAt];
    for (int e = 1; e < n; e++) {
      max = Math.max(max, x[xAt + e]);
    }
    return max;
  }

  private static double logSum(int n, float[] x, int xAt) {
    float max = max(n, x, xAt);
    double sum = 0;
    for (int e = 0; e < n; e++) {
      sum += Math.exp(x[xAt + e] - max);
    }
    return Math.log(sum) + max;
  }

  @Override
  public void mean(int rows, int columns, float[] x, int xAt, float[] y, int yAt) {
    sumRows(rows, columns, x, xAt, y, yAt);
    ScalarElementwise.LOOPS.scale(columns, 1f / rows, y, yAt, y, yAt);
  }

  @Override
  public void variance(
      int rows, int columns, float[] x, int xAt, float[] mean, int meanAt, float[] y, int yAt) {
    Arrays.fill(y, yAt, yAt + columns, 0);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        float distance = x[xAt + r * columns + c] - mean[meanAt + c];
        y[yAt + c] += distance * distance;
      }
    }
    ScalarElementwise.LOOPS.scale(columns, 1f / rows, y, yAt, y, yAt);
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
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        int e = r * columns + c;
        float factor = scale[scaleAt + c] * inverse(variance[varianceAt + c], epsilon);
        y[yAt + e] = (x[xAt + e] - mean[meanAt + c]) * factor + shift[shiftAt + c];
      }
    }
  }

  private static float inverse(float variance, float epsilon) {
    return (float) (1 / Math.sqrt(variance + epsilon));
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
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        float factor = scale[scaleAt + c] * inverse(variance[varianceAt + c], epsilon);
        dx[dxAt + r * columns + c] = factor * dy[dyAt + r * columns + c];
      }
    }
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
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        int e = r * columns + c;
        float inverse = inverse(variance[varianceAt + c], epsilon);
        float z = (x[xAt + e] - mean[meanAt + c]) * inverse;
        float through = (dShift[dShiftAt + c] + z * dScale[dScaleAt + c]) / batchRows;
        dx[dxAt + e] = scale[scaleAt + c] * inverse * (dy[dyAt + e] - through);
      }
    }
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
    Arrays.fill(dScale, dScaleAt, dScaleAt + columns, 0);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        int e = r * columns + c;
        dScale[dScaleAt + c] += dy[dyAt + e] * (x[xAt + e] - mean[meanAt + c]);
      }
    }
    for (int c = 0; c < columns; c++) {
      dScale[dScaleAt + c] *= inverse(variance[varianceAt + c], epsilon);
    }
  }
}
