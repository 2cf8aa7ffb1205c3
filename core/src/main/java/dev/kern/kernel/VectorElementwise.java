package dev.kern.kernel;

import static dev.kern.kernel.VectorMath.DOUBLES;
import static dev.kern.kernel.VectorMath.FLOATS;
import static dev.kern.kernel.VectorMath.INTS;
import static dev.kern.kernel.VectorMath.LANES;

import dev.kern.math.Activation;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// [Elementwise] on vectors. What is left over at the end is left to the scalar loops, where those
/// compute the same to the bit, else to a vector under a mask.
final class VectorElementwise implements Elementwise {
  static final VectorElementwise LOOPS = new VectorElementwise();

  /// A sum of fewer numbers is left to plain code. A batch's losses are few, and a method that runs
  /// once a step is not compiled for thousands of steps; until then each vector is an object.
  private static final int FEW = 256;

  private static final ScalarElementwise REST = ScalarElementwise.LOOPS;
  private static final IntVector IOTA = IntVector.zero(INTS).addIndex(1);

  private VectorElementwise() {}

  @Override
  public void activate(Activation f, int n, float[] x, int xAt, float[] y, int yAt) {
    int end = FLOATS.loopBound(n);
    for (int e = 0; e < end; e += LANES) {
      VectorActivation.value(f, FloatVector.fromArray(FLOATS, x, xAt + e)).intoArray(y, yAt + e);
    }
    if (end < n) {
      VectorMask<Float> mask = FLOATS.indexInRange(end, n);
      FloatVector rest = FloatVector.fromArray(FLOATS, x, xAt + end, mask);
      VectorActivation.value(f, rest).intoArray(y, yAt + end, mask);
    }
  }

  @Override
  public void activateGradient(
      Activation f, int n, float[] saved, int savedAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    int end = FLOATS.loopBound(n);
    for (int e = 0; e < end; e += LANES) {
      FloatVector slope =
          VectorActivation.slope(f, FloatVector.fromArray(FLOATS, saved, savedAt + e));
      FloatVector.fromArray(FLOATS, dy, dyAt + e).mul(slope).intoArray(dx, dxAt + e);
    }
    if (end < n) {
      VectorMask<Float> mask = FLOATS.indexInRange(end, n);
      FloatVector rest = FloatVector.fromArray(FLOATS, saved, savedAt + end, mask);
      FloatVector.fromArray(FLOATS, dy, dyAt + end, mask)
          .mul(VectorActivation.slope(f, rest))
          .intoArray(dx, dxAt + end, mask);
    }
  }

  @Override
  public void add(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      FloatVector.fromArray(FLOATS, a, aAt + e)
          .add(FloatVector.fromArray(FLOATS, b, bAt + e))
          .intoArray(y, yAt + e);
    }
    REST.add(n - e, a, aAt + e, b, bAt + e, y, yAt + e);
  }

  @Override
  public void subtract(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      FloatVector.fromArray(FLOATS, a, aAt + e)
          .sub(FloatVector.fromArray(FLOATS, b, bAt + e))
          .intoArray(y, yAt + e);
    }
    REST.subtract(n - e, a, aAt + e, b, bAt + e, y, yAt + e);
  }

  @Override
  public void multiply(int n, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      FloatVector.fromArray(FLOATS, a, aAt + e)
          .mul(FloatVector.fromArray(FLOATS, b, bAt + e))
          .intoArray(y, yAt + e);
    }
    REST.multiply(n - e, a, aAt + e, b, bAt + e, y, yAt + e);
  }

  @Override
  public void scale(int n, float factor, float[] x, int xAt, float[] y, int yAt) {
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      FloatVector.fromArray(FLOATS, x, xAt + e).mul(factor).intoArray(y, yAt + e);
    }
    REST.scale(n - e, factor, x, xAt + e, y, yAt + e);
  }

  @Override
  public void average(int n, float decay, float[] x, int xAt, float[] y, int yAt) {
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      FloatVector moved = FloatVector.fromArray(FLOATS, x, xAt + e).mul(1 - decay);
      FloatVector.fromArray(FLOATS, y, yAt + e).mul(decay).add(moved).intoArray(y, yAt + e);
    }
    REST.average(n - e, decay, x, xAt + e, y, yAt + e);
  }

  @Override
  public void fill(int n, float value, float[] y, int yAt) {
    Arrays.fill(y, yAt, yAt + n, value);
  }

  @Override
  public void copy(
      int rows, int columns, float[] x, int xAt, int xPitch, float[] y, int yAt, int yPitch) {
    int end = FLOATS.loopBound(columns);
    VectorMask<Float> rest = FLOATS.indexInRange(end, columns);
    for (int r = 0; r < rows; r++) {
      int from = xAt + r * xPitch;
      int to = yAt + r * yPitch;
      for (int e = 0; e < end; e += LANES) {
        FloatVector.fromArray(FLOATS, x, from + e).intoArray(y, to + e);
      }
      if (end < columns) {
        FloatVector.fromArray(FLOATS, x, from + end, rest).intoArray(y, to + end, rest);
      }
    }
  }

  @Override
  public void dropout(
      int n, double keep, int key, int first, float[] x, int xAt, float[] y, int yAt) {
    float factor = (float) (1 / keep);
    int threshold = ScalarElementwise.dropoutThreshold(keep);
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      IntVector bits = bits(key, IOTA.add(first + e)).lanewise(VectorOperators.LSHR, 8);
      VectorMask<Float> dropped = bits.compare(VectorOperators.GE, threshold).cast(FLOATS);
      FloatVector.fromArray(FLOATS, x, xAt + e).mul(factor).blend(0, dropped).intoArray(y, yAt + e);
    }
    REST.dropout(n - e, keep, key, first + e, x, xAt + e, y, yAt + e);
  }

  /// The lanes of [dev.kern.math.Randomness#bits].
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
  public double sum(int n, float[] x, int xAt) {
    if (n < FEW) {
      return REST.sum(n, x, xAt);
    }
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = DoubleVector.zero(DOUBLES);
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      FloatVector a = FloatVector.fromArray(FLOATS, x, xAt + e);
      low = low.add(half(a, 0));
      high = high.add(half(a, 1));
    }
    return VectorMath.sum(low.add(high)) + REST.sum(n - e, x, xAt + e);
  }

  @Override
  public double sumSquares(int n, float[] x, int xAt) {
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = DoubleVector.zero(DOUBLES);
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      FloatVector a = FloatVector.fromArray(FLOATS, x, xAt + e);
      DoubleVector first = half(a, 0);
      DoubleVector second = half(a, 1);
      low = first.fma(first, low);
      high = second.fma(second, high);
    }
    return VectorMath.sum(low.add(high)) + REST.sumSquares(n - e, x, xAt + e);
  }

  /// The first or second half of the lanes as doubles.
  private static DoubleVector half(FloatVector a, int part) {
    return (DoubleVector) a.convertShape(VectorOperators.F2D, DOUBLES, part);
  }

  @Override
  public void sumParts(int n, int parts, int pitch, float[] x, int xAt, float[] y, int yAt) {
    int e = 0;
    for (; e < FLOATS.loopBound(n); e += LANES) {
      sumParts(parts, pitch, x, xAt + e).intoArray(y, yAt + e);
    }
    REST.sumParts(n - e, parts, pitch, x, xAt + e, y, yAt + e);
  }

  /// The sum of one vector over all parts.
  static FloatVector sumParts(int parts, int pitch, float[] x, int at) {
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int p = 0; p < parts; p++) {
      sum = sum.add(FloatVector.fromArray(FLOATS, x, at + p * pitch));
    }
    return sum;
  }
}
