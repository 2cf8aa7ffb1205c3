package dev.kern.kernel;

import dev.kern.math.Activation;

/// A [Product] in plain Java.
record ScalarProduct(int rows, int inner, int columns, Transpose transpose, Epilogue epilogue)
    implements Product {
  @Override
  public int scratch() {
    return 0;
  }

  @Override
  public void run(
      int from,
      int to,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] bias,
      int biasAt,
      float[] c,
      int cAt,
      float[] scratch,
      int scratchAt) {
    if (transpose == Transpose.RIGHT) {
      for (int m = 0; m < rows; m++) {
        int rowAt = cAt + m * columns;
        for (int n = from; n < to; n++) {
          float start = epilogue.bias() ? bias[biasAt + n] : 0;
          c[rowAt + n] = start + dot(inner, a, aAt + m * inner, b, bAt + n * inner);
        }
        activate(to - from, c, rowAt + from);
      }
      return;
    }
    for (int m = from; m < to; m++) {
      int rowAt = cAt + m * columns;
      for (int n = 0; n < columns; n++) {
        c[rowAt + n] = epilogue.bias() ? bias[biasAt + n] : 0;
      }
      for (int k = 0; k < inner; k++) {
        float factor = transpose == Transpose.LEFT ? a[aAt + k * rows + m] : a[aAt + m * inner + k];
        addScaled(columns, factor, b, bAt + k * columns, c, rowAt);
      }
      activate(columns, c, rowAt);
    }
  }

  private void activate(int n, float[] c, int at) {
    if (epilogue.activation() != Activation.IDENTITY) {
      ScalarElementwise.LOOPS.activate(epilogue.activation(), n, c, at, c, at);
    }
  }

  private static float dot(int n, float[] a, int aAt, float[] b, int bAt) {
    float sum = 0;
    for (int k = 0; k < n; k++) {
      sum += a[aAt + k] * b[bAt + k];
    }
    return sum;
  }

  /// `y += factor * x`, which the just-in-time compiler turns into vectors by itself.
  static void addScaled(int n, float factor, float[] x, int xAt, float[] y, int yAt) {
    for (int e = 0; e < n; e++) {
      y[yAt + e] += factor * x[xAt + e];
    }
  }

  /// `y += a * b`, element by element.
  static void addProducts(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int e = 0; e < n; e++) {
      y[yAt + e] += a[aAt + e] * b[bAt + e];
    }
  }
}
