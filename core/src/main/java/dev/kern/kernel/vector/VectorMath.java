package dev.kern.kernel.vector;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.TargetMachine;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Vector functions that the Vector API leaves to the platform: the exponential, and sums over
/// lanes.
///
/// Both consist of single operations with exact rounding, in an order that doesn't depend on the
/// length of vectors. So interpreted and compiled code, and any two machines, agree bit for bit.
///
/// A sum over a row of numbers is divided into [#PARTIAL_SUMS], one for each lane of the longest
/// vectors: element `e` belongs to sum `e % PARTIAL_SUMS`. Machines with shorter vectors compute a
/// part of them after the other:
///
/// ```java
/// FloatVector total = broadcast(0);
/// for (int part = 0; part < PARTIAL_SUMS; part += LANES) {
///   FloatVector sums = broadcast(0);
///   for (int e = part; e < n; e += PARTIAL_SUMS) {
///     sums = sums.add(load(x, e, mask(e, n)));
///   }
///   total = fold(total, sums);
/// }
/// return sum(total);
/// ```
public final class VectorMath {
  /// The machine whose vectors all loops use: this one, or the one that the system property
  /// `kern.machine` names, such as `4x32` for vectors of 4 floats and 32 registers. That may be
  /// slow, and has the same bits; tests compare machines so.
  public static final TargetMachine MACHINE =
      TargetMachine.of(System.getProperty("kern.machine"), FloatVector.SPECIES_PREFERRED.length());

  private static final VectorShape SHAPE = VectorShape.forBitSize(Float.SIZE * MACHINE.lanes());
  static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, SHAPE);
  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SHAPE);
  static final VectorSpecies<Double> DOUBLES = VectorSpecies.of(double.class, SHAPE);
  public static final int LANES = FLOATS.length();

  /// How many partial sums a sum over a row has on every machine.
  static final int PARTIAL_SUMS = 16;

  private static final VectorShuffle<Float> BY_1 = rotation(FLOATS, 1);
  private static final VectorShuffle<Float> BY_2 = rotation(FLOATS, 2);
  private static final VectorShuffle<Float> BY_4 = rotation(FLOATS, 4);
  private static final VectorShuffle<Float> BY_8 = rotation(FLOATS, 8);
  private static final VectorShuffle<Float> BY_12 = rotation(FLOATS, 12);
  private static final VectorShuffle<Double> DOUBLES_BY_1 = rotation(DOUBLES, 1);
  private static final VectorShuffle<Double> DOUBLES_BY_2 = rotation(DOUBLES, 2);
  private static final VectorShuffle<Double> DOUBLES_BY_4 = rotation(DOUBLES, 4);
  private static final VectorShuffle<Double> DOUBLES_BY_6 = rotation(DOUBLES, 6);

  private static final float LOG2_E = (float) (1 / StrictMath.log(2));

  /// ln 2 as the sum of two numbers, the first with so few bits that its product with an exponent
  /// is exact.
  private static final float LN2_HIGH = 0x1.63p-1f;

  private static final float LN2_LOW = (float) (StrictMath.log(2) - LN2_HIGH);

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

  /// Adds a part of the partial sums to a total, four after the other, which are in its first four
  /// lanes.
  static FloatVector fold(FloatVector total, FloatVector part) {
    FloatVector sum = total.add(part);
    if (LANES > 4) {
      sum = sum.add(part.rearrange(BY_4));
    }
    if (LANES > 8) {
      sum = sum.add(part.rearrange(BY_8)).add(part.rearrange(BY_12));
    }
    return sum;
  }

  /// The sum of a total's four lanes.
  static float sum(FloatVector total) {
    FloatVector sum = total.add(total.rearrange(BY_2));
    return sum.add(sum.rearrange(BY_1)).lane(0);
  }

  /// Adds a part of the partial sums to a total, two after the other, which are in its first two
  /// lanes.
  static DoubleVector fold(DoubleVector total, DoubleVector part) {
    DoubleVector sum = total.add(part);
    if (LANES > 4) {
      sum = sum.add(part.rearrange(DOUBLES_BY_2));
    }
    if (LANES > 8) {
      sum = sum.add(part.rearrange(DOUBLES_BY_4)).add(part.rearrange(DOUBLES_BY_6));
    }
    return sum;
  }

  /// The sum of partial sums in memory, added as [#fold] and [#sum(FloatVector)] add vectors.
  static float sum(float[] parts) {
    return (fold(parts, 0) + fold(parts, 2)) + (fold(parts, 1) + fold(parts, 3));
  }

  private static float fold(float[] parts, int lane) {
    return ((parts[lane] + parts[lane + 4]) + parts[lane + 8]) + parts[lane + 12];
  }

  /// The sum of a total's two lanes.
  static double sum(DoubleVector total) {
    return total.add(total.rearrange(DOUBLES_BY_1)).lane(0);
  }
}
