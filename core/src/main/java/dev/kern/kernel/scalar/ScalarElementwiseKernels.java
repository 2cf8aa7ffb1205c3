package dev.kern.kernel.scalar;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.ElementwiseKernels;
import dev.kern.kernel.PartialSums;
import dev.kern.math.Activation;
import dev.kern.math.Randomness;
import dev.kern.math.UnaryFunction;

/// [ElementwiseKernels] in plain Java.
public final class ScalarElementwiseKernels implements ElementwiseKernels {
  public static final ScalarElementwiseKernels LOOPS = new ScalarElementwiseKernels();

  private ScalarElementwiseKernels() {}

  @Override
  public void activate(int from, int to, Activation f, Buffer x, Buffer y) {
    for (int e = from; e < to; e++) {
      y.set(e, (float) f.value(x.get(e)));
    }
  }

  @Override
  public void activateGradient(int from, int to, Activation f, Buffer saved, Buffer dy, Buffer dx) {
    for (int e = from; e < to; e++) {
      dx.set(e, dy.get(e) * (float) f.slope(saved.get(e)));
    }
  }

  @Override
  public void add(int from, int to, Buffer a, Buffer b, Buffer y) {
    for (int e = from; e < to; e++) {
      y.set(e, a.get(e) + b.get(e));
    }
  }

  @Override
  public void subtract(int from, int to, Buffer a, Buffer b, Buffer y) {
    for (int e = from; e < to; e++) {
      y.set(e, a.get(e) - b.get(e));
    }
  }

  @Override
  public void multiply(int from, int to, Buffer a, Buffer b, Buffer y) {
    for (int e = from; e < to; e++) {
      y.set(e, a.get(e) * b.get(e));
    }
  }

  @Override
  public void divide(int from, int to, Buffer a, Buffer b, Buffer y) {
    for (int e = from; e < to; e++) {
      y.set(e, a.get(e) / b.get(e));
    }
  }

  @Override
  public void addScalar(int from, int to, float amount, Buffer x, Buffer y) {
    for (int e = from; e < to; e++) {
      y.set(e, x.get(e) + amount);
    }
  }

  @Override
  public void unary(int from, int to, UnaryFunction f, Buffer x, Buffer y) {
    for (int e = from; e < to; e++) {
      y.set(e, (float) f.value(x.get(e)));
    }
  }

  @Override
  public void scale(int from, int to, float factor, Buffer x, Buffer y) {
    for (int e = from; e < to; e++) {
      y.set(e, factor * x.get(e));
    }
  }

  @Override
  public void average(int from, int to, float decay, Buffer x, Buffer y) {
    for (int e = from; e < to; e++) {
      y.set(e, decay * y.get(e) + (1 - decay) * x.get(e));
    }
  }

  @Override
  public void copy(
      int rows, int columns, Buffer x, int xFrom, int xPitch, Buffer y, int yFrom, int yPitch) {
    for (int r = 0; r < rows; r++) {
      int at = y.at() + yFrom + r * yPitch;
      System.arraycopy(x.array(), x.at() + xFrom + r * xPitch, y.array(), at, columns);
    }
  }

  @Override
  public void dropout(int from, int to, double keep, int key, Buffer x, Buffer y) {
    float factor = (float) (1 / keep);
    int threshold = dropoutThreshold(keep);
    for (int e = from; e < to; e++) {
      boolean kept = (Randomness.bits(key, e) >>> 8) < threshold;
      y.set(e, kept ? x.get(e) * factor : 0);
    }
  }

  /// The threshold `t` such that `u < t` is equivalent to `u * 2^-24 < keep` for 24-bit numbers
  /// `u`.
  public static int dropoutThreshold(double keep) {
    return (int) Math.ceil(keep * 0x1p24);
  }

  @Override
  public double sum(int from, int to, Buffer x) {
    double sum = 0;
    for (int e = from; e < to; e++) {
      sum += x.get(e);
    }
    return sum;
  }

  @Override
  public double sumSquares(int from, int to, Buffer x) {
    double sum = 0;
    for (int e = from; e < to; e++) {
      sum += (double) x.get(e) * x.get(e);
    }
    return sum;
  }

  @Override
  public void sumParts(int from, int to, PartialSums x, Buffer y) {
    for (int e = from; e < to; e++) {
      y.set(e, x.sum(e));
    }
  }
}
