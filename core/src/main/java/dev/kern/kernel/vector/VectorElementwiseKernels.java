package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorMath.DOUBLES;
import static dev.kern.kernel.vector.VectorMath.FLOATS;
import static dev.kern.kernel.vector.VectorMath.INTS;
import static dev.kern.kernel.vector.VectorMath.LANES;
import static dev.kern.kernel.vector.VectorMath.PARTIAL_SUMS;
import static dev.kern.kernel.vector.VectorMath.endOfVectors;
import static dev.kern.kernel.vector.VectorMath.fold;
import static dev.kern.kernel.vector.VectorMath.load;
import static dev.kern.kernel.vector.VectorMath.mask;
import static dev.kern.kernel.vector.VectorMath.store;

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
      store(load(a, e).add(load(b, e)), y, e);
    }
    REST.add(end, to, a, b, y);
  }

  @Override
  public void subtract(int from, int to, Buffer a, Buffer b, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      store(load(a, e).sub(load(b, e)), y, e);
    }
    REST.subtract(end, to, a, b, y);
  }

  @Override
  public void multiply(int from, int to, Buffer a, Buffer b, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      store(load(a, e).mul(load(b, e)), y, e);
    }
    REST.multiply(end, to, a, b, y);
  }

  @Override
  public void divide(int from, int to, Buffer a, Buffer b, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      store(load(a, e).div(load(b, e)), y, e);
    }
    REST.divide(end, to, a, b, y);
  }

  @Override
  public void addScalar(int from, int to, float amount, Buffer x, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      store(load(x, e).add(amount), y, e);
    }
    REST.addScalar(end, to, amount, x, y);
  }

  @Override
  public void unary(int from, int to, UnaryFunction f, Buffer x, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      store(unary(f, load(x, e)), y, e);
    }
    REST.unary(end, to, f, x, y);
  }

  private static FloatVector unary(UnaryFunction f, FloatVector x) {
    return switch (f) {
      case SQRT -> x.sqrt();
      case ABS -> x.abs();
      case SIGN ->
          x.blend(1, x.compare(VectorOperators.GT, 0)).blend(-1, x.compare(VectorOperators.LT, 0));
    };
  }

  @Override
  public void scale(int from, int to, float factor, Buffer x, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      store(load(x, e).mul(factor), y, e);
    }
    REST.scale(end, to, factor, x, y);
  }

  @Override
  public void average(int from, int to, float decay, Buffer x, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      store(load(y, e).mul(decay).add(load(x, e).mul(1 - decay)), y, e);
    }
    REST.average(end, to, decay, x, y);
  }

  @Override
  public void copy(
      int rows, int columns, Buffer x, int xFrom, int xPitch, Buffer y, int yFrom, int yPitch) {
    int end = FLOATS.loopBound(columns);
    VectorMask<Float> rest = mask(end, columns);
    for (int r = 0; r < rows; r++) {
      int from = xFrom + r * xPitch;
      int to = yFrom + r * yPitch;
      for (int e = 0; e < end; e += LANES) {
        store(load(x, from + e), y, to + e);
      }
      if (end < columns) {
        store(load(x, from + end, rest), y, to + end, rest);
      }
    }
  }

  @Override
  public void dropout(int from, int to, double keep, int key, Buffer x, Buffer y) {
    float factor = (float) (1 / keep);
    int threshold = ScalarElementwiseKernels.dropoutThreshold(keep);
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      IntVector bits = bits(key, IOTA.add(e)).lanewise(VectorOperators.LSHR, 8);
      VectorMask<Float> dropped = bits.compare(VectorOperators.GE, threshold).cast(FLOATS);
      store(load(x, e).mul(factor).blend(0, dropped), y, e);
    }
    REST.dropout(end, to, keep, key, x, y);
  }

  /// [dev.kern.math.Randomness#bits] on vectors.
  private static IntVector bits(int key, IntVector element) {
    IntVector h = element.mul(0x9E3779B9).lanewise(VectorOperators.XOR, key);
    h = shiftIn(h, 16).mul(0x85EBCA6B);
    h = shiftIn(h, 13).mul(0xC2B2AE35);
    h = shiftIn(h, 16).add(key).mul(0x27D4EB2F);
    return shiftIn(h, 15);
  }

  private static IntVector shiftIn(IntVector h, int bits) {
    return h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, bits));
  }

  @Override
  public double sum(int from, int to, Buffer x) {
    if (to - from < FEW) {
      return REST.sum(from, to, x);
    }
    DoubleVector total = DoubleVector.zero(DOUBLES);
    int end = from + (to - from) / PARTIAL_SUMS * PARTIAL_SUMS;
    for (int part = 0; part < PARTIAL_SUMS; part += LANES) {
      DoubleVector low = DoubleVector.zero(DOUBLES);
      DoubleVector high = DoubleVector.zero(DOUBLES);
      for (int e = from + part; e < end; e += PARTIAL_SUMS) {
        FloatVector a = load(x, e);
        low = low.add(half(a, 0));
        high = high.add(half(a, 1));
      }
      total = fold(fold(total, low), high);
    }
    return VectorMath.sum(total) + REST.sum(end, to, x);
  }

  @Override
  public double sumSquares(int from, int to, Buffer x) {
    DoubleVector total = DoubleVector.zero(DOUBLES);
    int end = from + (to - from) / PARTIAL_SUMS * PARTIAL_SUMS;
    for (int part = 0; part < PARTIAL_SUMS; part += LANES) {
      DoubleVector low = DoubleVector.zero(DOUBLES);
      DoubleVector high = DoubleVector.zero(DOUBLES);
      for (int e = from + part; e < end; e += PARTIAL_SUMS) {
        FloatVector a = load(x, e);
        DoubleVector first = half(a, 0);
        DoubleVector second = half(a, 1);
        low = first.fma(first, low);
        high = second.fma(second, high);
      }
      total = fold(fold(total, low), high);
    }
    return VectorMath.sum(total) + REST.sumSquares(end, to, x);
  }

  /// The first or second half of the lanes as doubles.
  private static DoubleVector half(FloatVector a, int part) {
    return (DoubleVector) a.convertShape(VectorOperators.F2D, DOUBLES, part);
  }

  @Override
  public void sumParts(int from, int to, PartialSums x, Buffer y) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      store(sumParts(x, e), y, e);
    }
    REST.sumParts(end, to, x, y);
  }

  /// The total of one vector over all partial sums.
  static FloatVector sumParts(PartialSums x, int e) {
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int p = 0; p < x.count(); p++) {
      sum = sum.add(load(x.buffer(), e + p * x.pitch()));
    }
    return sum;
  }
}
