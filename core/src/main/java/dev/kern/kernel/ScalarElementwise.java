package dev.kern.kernel;

import dev.kern.math.Activation;
import dev.kern.math.Randomness;
import java.util.Arrays;

/// [Elementwise] in plain Java.
final class ScalarElementwise implements Elementwise {
  static final ScalarElementwise LOOPS = new ScalarElementwise();

  private ScalarElementwise() {}

  @Override
  public void activate(Activation f, int n, float[] x, int xAt, float[] y, int yAt) {
    for (int e = 0; e < n; e++) {
      y[yAt + e] = (float) f.value(x[xAt + e]);
    }
  }

  @Override
  public void activateGradient(
      Activation f, int n, float[] saved, int savedAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    for (int e = 0; e < n; e++) {
      dx[dxAt + e] = dy[dyAt + e] * (float) f.slope(saved[savedAt + e]);
    }
  }

  @Override
  public void add(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int e = 0; e < n; e++) {
      y[yAt + e] = a[aAt + e] + b[bAt + e];
    }
  }

  @Override
  public void subtract(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int e = 0; e < n; e++) {
      y[yAt + e] = a[aAt + e] - b[bAt + e];
    }
  }

  @Override
  public void multiply(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int e = 0; e < n; e++) {
      y[yAt + e] = a[aAt + e] * b[bAt + e];
    }
  }

  @Override
  public void scale(int n, float factor, float[] x, int xAt, float[] y, int yAt) {
    for (int e = 0; e < n; e++) {
      y[yAt + e] = factor * x[xAt + e];
    }
  }

  @Override
  public void average(int n, float decay, float[] x, int xAt, float[] y, int yAt) {
    for (int e = 0; e < n; e++) {
      y[yAt + e] = decay * y[yAt + e] + (1 - decay) * x[xAt + e];
    }
  }

  @Override
  public void fill(int n, float value, float[] y, int yAt) {
    Arrays.fill(y, yAt, yAt + n, value);
  }

  @Override
  public void copy(
      int rows, int columns, float[] x, int xAt, int xPitch, float[] y, int yAt, int yPitch) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(x, xAt + r * xPitch, y, yAt + r * yPitch, columns);
    }
  }

  @Override
  public void dropout(
      int n, double keep, int key, int first, float[] x, int xAt, float[] y, int yAt) {
    float factor = (float) (1 / keep);
    int threshold = dropoutThreshold(keep);
    for (int e = 0; e < n; e++) {
      boolean kept = (Randomness.bits(key, first + e) >>> 8) < threshold;
      y[yAt + e] = kept ? x[xAt + e] * factor : 0;
    }
  }

  /// The 24-bit numbers below it are those `u` with `u * 2^-24 < keep`.
  static int dropoutThreshold(double keep) {
    return (int) Math.ceil(keep * 0x1p24);
  }

  @Override
  public double sum(int n, float[] x, int xAt) {
    double sum = 0;
    for (int e = 0; e < n; e++) {
      sum += x[xAt + e];
    }
    return sum;
  }

  @Override
  public double sumSquares(int n, float[] x, int xAt) {
    double sum = 0;
    for (int e = 0; e < n; e++) {
      sum += (double) x[xAt + e] * x[xAt + e];
    }
    return sum;
  }

  @Override
  public void sumParts(int n, int parts, int pitch, float[] x, int xAt, float[] y, int yAt) {
    for (int e = 0; e < n; e++) {
      y[yAt + e] = sumParts(parts, pitch, x, xAt + e);
    }
  }

  /// The sum of one element over all parts.
  static float sumParts(int parts, int pitch, float[] x, int at) {
    float sum = 0;
    for (int p = 0; p < parts; p++) {
      sum += x[at + p * pitch];
    }
    return sum;
  }
}
