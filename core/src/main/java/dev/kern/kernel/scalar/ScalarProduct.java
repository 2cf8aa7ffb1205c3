package dev.kern.kernel.scalar;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Product;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.Transpose;
import dev.kern.math.Activation;

/// A [Product] in plain Java.
public record ScalarProduct(
    int rows, int inner, int columns, Transpose transpose, Epilogue epilogue) implements Product {
  @Override
  public void run(int from, int to, Buffer a, Buffer b, Buffer bias, Buffer c, Scratch scratch) {
    boolean byColumns = transpose == Transpose.RIGHT;
    int left = byColumns ? from : 0;
    int right = byColumns ? to : columns;
    for (int m = byColumns ? 0 : from; m < (byColumns ? rows : to); m++) {
      int row = m * columns;
      for (int n = left; n < right; n++) {
        float start = epilogue.bias() ? bias.get(n) : 0;
        c.set(row + n, byColumns ? start + dot(inner, a, m * inner, b, n * inner) : start);
      }
      for (int k = 0; k < inner && !byColumns; k++) {
        float factor = a.get(transpose == Transpose.LEFT ? k * rows + m : m * inner + k);
        addScaled(columns, factor, b, k * columns, c, row);
      }
      if (epilogue.activation() != Activation.IDENTITY) {
        ScalarElementwiseKernels.LOOPS.activate(
            row + left, row + right, epilogue.activation(), c, c);
      }
    }
  }

  private static float dot(int n, Buffer a, int aFrom, Buffer b, int bFrom) {
    float sum = 0;
    for (int k = 0; k < n; k++) {
      sum += a.get(aFrom + k) * b.get(bFrom + k);
    }
    return sum;
  }

  /// `y += factor * x`, which the just-in-time compiler vectorises by itself.
  static void addScaled(int n, float factor, Buffer x, int xFrom, Buffer y, int yFrom) {
    for (int e = 0; e < n; e++) {
      y.set(yFrom + e, y.get(yFrom + e) + factor * x.get(xFrom + e));
    }
  }

  /// `y += a * b`, element by element.
  static void addProducts(int n, Buffer a, int aFrom, Buffer b, int bFrom, Buffer y, int yFrom) {
    for (int e = 0; e < n; e++) {
      y.set(yFrom + e, y.get(yFrom + e) + a.get(aFrom + e) * b.get(bFrom + e));
    }
  }
}
