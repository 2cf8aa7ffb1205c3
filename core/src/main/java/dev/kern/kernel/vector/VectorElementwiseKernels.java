package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorMath.DOUBLES;
import static dev.kern.kernel.vector.VectorMath.FLOATS;
import static dev.kern.kernel.vector.VectorMath.INTS;
import static dev.kern.kernel.vector.VectorMath.LANES;
import static dev.kern.kernel.vector.VectorMath.PARTIAL_SUMS;
import static dev.kern.kernel.vector.VectorMath.endOfVectors;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.ElementwiseKernels;
import dev.kern.kernel.PartialSums;
import dev.kern.kernel.scalar.ScalarElementwiseKernels;
import dev.kern.math.Activation;
import dev.kern.math.UnaryFunction;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// [ElementwiseKernels] on vectors. The scalar loops compute the remainder if they give the same
/// bits, else a masked vector does.
public final class VectorElementwiseKernels implements ElementwiseKernels {
  public static final VectorElementwiseKernels LOOPS = new VectorElementwiseKernels();

  /// Sums of fewer numbers use plain code. A batch has few losses, and a method that runs once per
  /// step isn't compiled for thousands of steps; until then each vector is an object.
  private static final int FEW = 256;

  /// Partial sums of each thread.
  private static final ThreadLocal<double[]> PARTS =
      ThreadLocal.withInitial(() -> new double[PARTIAL_SUMS]);

  private static final ScalarElementwiseKernels REST = ScalarElementwiseKernels.LOOPS;
  private static final IntVector IOTA = IntVector.zero(INTS).addIndex(1);

  private VectorElementwiseKernels() {}

  @Override
  public void prepare(Activation f, boolean gradient) {
    ActivationLoops.prepare(f, gradient);
  }

  /// Warms up what was generated; see [dev.kern.kernel.codegen.Specialiser#warm].
  public void warm(long limitMillis) {
    ActivationLoops.warm(limitMillis);
  }

  @Override
  public void activate(int from, int to, Activation f, Buffer x, Buffer y) {
    ActivationLoops.values(from, to, f, x, y);
  }

  @Override
  public void activateGradient(int from, int to, Activation f, Buffer saved, Buffer dy, Buffer dx) {
    ActivationLoops.gradients(from, to, f, saved, dy, dx);
  }

  @Override
  public void add(int from, int to, Buffer a, Buffer b, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      fromArray(FLOATS, a.array(), a.at() + e)
          .add(fromArray(FLOATS, b.array(), b.at() + e))
          .intoArray(y.array(), y.at() + e);
    }
    REST.add(end, to, a, b, y);
  }

  @Override
  public void subtract(int from, int to, Buffer a, Buffer b, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      fromArray(FLOATS, a.array(), a.at() + e)
          .sub(fromArray(FLOATS, b.array(), b.at() + e))
          .intoArray(y.array(), y.at() + e);
    }
    REST.subtract(end, to, a, b, y);
  }

  @Override
  public void multiply(int from, int to, Buffer a, Buffer b, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      fromArray(FLOATS, a.array(), a.at() + e)
          .mul(fromArray(FLOATS, b.array(), b.at() + e))
          .intoArray(y.array(), y.at() + e);
    }
    REST.multiply(end, to, a, b, y);
  }

  @Override
  public void divide(int from, int to, Buffer a, Buffer b, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      fromArray(FLOATS, a.array(), a.at() + e)
          .div(fromArray(FLOATS, b.array(), b.at() + e))
          .intoArray(y.array(), y.at() + e);
    }
    REST.divide(end, to, a, b, y);
  }

  @Override
  public void addScalar(int from, int to, float amount, Buffer x, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      fromArray(FLOATS, x.array(), x.at() + e).add(amount).intoArray(y.array(), y.at() + e);
    }
    REST.addScalar(end, to, amount, x, y);
  }

  @Override
  public void unary(int from, int to, UnaryFunction f, Buffer x, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      FloatVector value = fromArray(FLOATS, x.array(), x.at() + e);
      FloatVector result =
          switch (f) {
            case SQRT -> value.sqrt();
            case ABS -> value.abs();
            case SIGN ->
                value
                    .blend(1, value.compare(VectorOperators.GT, 0))
                    .blend(-1, value.compare(VectorOperators.LT, 0));
          };
      result.intoArray(y.array(), y.at() + e);
    }
    REST.unary(end, to, f, x, y);
  }

  @Override
  public void scale(int from, int to, float factor, Buffer x, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      fromArray(FLOATS, x.array(), x.at() + e).mul(factor).intoArray(y.array(), y.at() + e);
    }
    REST.scale(end, to, factor, x, y);
  }

  @Override
  public void average(int from, int to, float decay, Buffer x, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      fromArray(FLOATS, y.array(), y.at() + e)
          .mul(decay)
          .add(fromArray(FLOATS, x.array(), x.at() + e).mul(1 - decay))
          .intoArray(y.array(), y.at() + e);
    }
    REST.average(end, to, decay, x, y);
  }

  @Override
  public void copy(
      int rows, int columns, Buffer x, int xFrom, int xPitch, Buffer y, int yFrom, int yPitch) {
    int end = FLOATS.loopBound(columns);
    VectorMask<Float> rest = FLOATS.indexInRange(end, columns);
    for (int r = 0; r < rows; r++) {
      int from = xFrom + r * xPitch;
      int to = yFrom + r * yPitch;
      for (int e = 0; e < end; e += LANES) {
        fromArray(FLOATS, x.array(), x.at() + from + e).intoArray(y.array(), y.at() + to + e);
      }
      if (end < columns) {
        fromArray(FLOATS, x.array(), x.at() + from + end, rest)
            .intoArray(y.array(), y.at() + to + end, rest);
      }
    }
  }

  /// [dev.kern.math.Randomness#bits] on vectors, compared with a threshold.
  @Override
  public void dropout(int from, int to, double keep, int key, Buffer x, Buffer y) {
    float factor = (float) (1 / keep);
    int threshold = ScalarElementwiseKernels.dropoutThreshold(keep);
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      IntVector h = IOTA.add(e).mul(0x9E3779B9).lanewise(XOR, key);
      h = h.lanewise(XOR, h.lanewise(LSHR, 16)).mul(0x85EBCA6B);
      h = h.lanewise(XOR, h.lanewise(LSHR, 13)).mul(0xC2B2AE35);
      h = h.lanewise(XOR, h.lanewise(LSHR, 16)).add(key).mul(0x27D4EB2F);
      h = h.lanewise(XOR, h.lanewise(LSHR, 15)).lanewise(LSHR, 8);
      VectorMask<Float> dropped = h.compare(VectorOperators.GE, threshold).cast(FLOATS);
      fromArray(FLOATS, x.array(), x.at() + e)
          .mul(factor)
          .blend(0, dropped)
          .intoArray(y.array(), y.at() + e);
    }
    REST.dropout(end, to, keep, key, x, y);
  }

  @Override
  public double sum(int from, int to, Buffer x) {
    if (to - from < FEW) {
      return REST.sum(from, to, x);
    }
    double[] parts = PARTS.get();
    int end = from + (to - from) / PARTIAL_SUMS * PARTIAL_SUMS;
    for (int part = 0; part < PARTIAL_SUMS; part += LANES) {
      DoubleVector low = DoubleVector.zero(DOUBLES);
      DoubleVector high = DoubleVector.zero(DOUBLES);
      for (int e = from + part; e < end; e += PARTIAL_SUMS) {
        FloatVector a = fromArray(FLOATS, x.array(), x.at() + e);
        low = ((DoubleVector) a.convertShape(F2D, DOUBLES, 0)).add(low);
        high = ((DoubleVector) a.convertShape(F2D, DOUBLES, 1)).add(high);
      }
      low.intoArray(parts, part);
      high.intoArray(parts, part + LANES / 2);
    }
    return VectorMath.sum(parts) + REST.sum(end, to, x);
  }

  @Override
  public double sumSquares(int from, int to, Buffer x) {
    double[] parts = PARTS.get();
    int end = from + (to - from) / PARTIAL_SUMS * PARTIAL_SUMS;
    for (int part = 0; part < PARTIAL_SUMS; part += LANES) {
      DoubleVector low = DoubleVector.zero(DOUBLES);
      DoubleVector high = DoubleVector.zero(DOUBLES);
      for (int e = from + part; e < end; e += PARTIAL_SUMS) {
        FloatVector a = fromArray(FLOATS, x.array(), x.at() + e);
        DoubleVector first = (DoubleVector) a.convertShape(F2D, DOUBLES, 0);
        DoubleVector second = (DoubleVector) a.convertShape(F2D, DOUBLES, 1);
        low = first.fma(first, low);
        high = second.fma(second, high);
      }
      low.intoArray(parts, part);
      high.intoArray(parts, part + LANES / 2);
    }
    return VectorMath.sum(parts) + REST.sumSquares(end, to, x);
  }

  @Override
  public void sumParts(int from, int to, PartialSums x, Buffer y) {
    float[] a = x.buffer().array();
    int at = x.buffer().at();
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int p = 0; p < x.count(); p++) {
        sum = fromArray(FLOATS, a, at + e + p * x.pitch()).add(sum);
      }
      sum.intoArray(y.array(), y.at() + e);
    }
    REST.sumParts(end, to, x, y);
  }
}
