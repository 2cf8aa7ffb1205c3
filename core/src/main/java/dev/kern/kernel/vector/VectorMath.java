package dev.kern.kernel.vector;

import dev.kern.kernel.Buffer;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Vector functions that the Vector API leaves to the platform: the exponential, and sums over
/// lanes.
///
/// Here both consist of single operations with exact rounding, so that interpreted and compiled
/// code, and any two machines with the same vector length, agree bit for bit.
public final class VectorMath {
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  public static final int LANES = FLOATS.length();

  private static final VectorShuffle<Float> BY_1 = rotation(FLOATS, 1);
  private static final VectorShuffle<Float> BY_2 = rotation(FLOATS, 2);
  private static final VectorShuffle<Float> BY_4 = rotation(FLOATS, 4);
  private static final VectorShuffle<Float> BY_8 = rotation(FLOATS, 8);
  private static final VectorShuffle<Double> DOUBLES_BY_1 = rotation(DOUBLES, 1);
  private static final VectorShuffle<Double> DOUBLES_BY_2 = rotation(DOUBLES, 2);
  private static final VectorShuffle<Double> DOUBLES_BY_4 = rotation(DOUBLES, 4);

  private static final float LOG2_E = (float) (1 / Math.log(2));

  /// ln 2 as the sum of two numbers, the first with so few bits that its product with an exponent
  /// is exact.
  private static final float LN2_HIGH = 0x1.63p-1f;

  private static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);

  /// Adding it to a float rounds the float to an integer, which is then in the lowest bits.
  private static final float ROUNDER = 0x1.8p23f;

  private static final int ONE_BITS = 0x3F800000;
  private static final float LEAST_EXP = -87.33f;
  private static final float MOST_EXP = 88.02f;

  private VectorMath() {}

  private static <E> VectorShuffle<E> rotation(VectorSpecies<E> species, int by) {
    return VectorShuffle.iota(species, by % species.length(), 1, true);
  }

  /// Loads a vector from element `e` of a buffer.
  static FloatVector load(Buffer x, int e) {
    return FloatVector.fromArray(FLOATS, x.array(), x.at() + e);
  }

  /// Loads a vector from element `e` of a buffer, with 0 where the mask isn't set.
  static FloatVector load(Buffer x, int e, VectorMask<Float> mask) {
    return FloatVector.fromArray(FLOATS, x.array(), x.at() + e, mask);
  }

  /// Stores a vector at element `e` of a buffer.
  static void store(FloatVector a, Buffer y, int e) {
    a.intoArray(y.array(), y.at() + e);
  }

  /// Stores a vector at element `e` of a buffer where the mask is set.
  static void store(FloatVector a, Buffer y, int e, VectorMask<Float> mask) {
    a.intoArray(y.array(), y.at() + e, mask);
  }

  /// The mask of the lanes below `n` in a vector that begins at element `e`.
  static VectorMask<Float> mask(int e, int n) {
    return FLOATS.indexInRange(e, n);
  }

  /// Where the whole vectors of elements `from` to `to`, exclusive, end.
  static int endOfVectors(int from, int to) {
    return from + FLOATS.loopBound(to - from);
  }

  /// `exp(x)` to within two units in the last place; inputs are clamped so that the result is a
  /// normal float.
  ///
  /// `exp(x) = 2^k * exp(r)` with an integer `k` and `|r| <= ln(2)/2`, where seven terms of the
  /// Taylor series suffice.
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(LEAST_EXP).min(MOST_EXP);
    FloatVector shifted = clamped.fma(broadcast(LOG2_E), broadcast(ROUNDER));
    FloatVector k = shifted.sub(ROUNDER);
    FloatVector r = k.fma(broadcast(-LN2_LOW), k.fma(broadcast(-LN2_HIGH), clamped));
    FloatVector p = broadcast(1 / 5040f).fma(r, broadcast(1 / 720f));
    p = p.fma(r, broadcast(1 / 120f)).fma(r, broadcast(1 / 24f)).fma(r, broadcast(1 / 6f));
    p = p.fma(r, broadcast(0.5f)).fma(r, broadcast(1)).fma(r, broadcast(1));
    return p.mul(powerOfTwo(shifted));
  }

  private static FloatVector powerOfTwo(FloatVector shifted) {
    return shifted
        .reinterpretAsInts()
        .lanewise(VectorOperators.LSHL, 23)
        .add(ONE_BITS)
        .reinterpretAsFloats();
  }

  /// `value` in every lane.
  static FloatVector broadcast(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }

  /// The sum of the lanes, by repeated halving.
  static float sum(FloatVector a) {
    FloatVector sum = a;
    if (LANES > 8) {
      sum = sum.add(sum.rearrange(BY_8));
    }
    if (LANES > 4) {
      sum = sum.add(sum.rearrange(BY_4));
    }
    sum = sum.add(sum.rearrange(BY_2));
    return sum.add(sum.rearrange(BY_1)).lane(0);
  }

  /// The sum of the lanes, by repeated halving.
  static double sum(DoubleVector a) {
    DoubleVector sum = a;
    if (LANES > 8) {
      sum = sum.add(sum.rearrange(DOUBLES_BY_4));
    }
    if (LANES > 4) {
      sum = sum.add(sum.rearrange(DOUBLES_BY_2));
    }
    return sum.add(sum.rearrange(DOUBLES_BY_1)).lane(0);
  }
}
