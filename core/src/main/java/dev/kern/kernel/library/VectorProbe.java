package dev.kern.kernel.library;

import java.util.Arrays;
import java.util.function.LongSupplier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Tests whether the just-in-time compiler turns vector code into vector instructions.
///
/// A vector loop and a plain loop alternately compute the same. As long as vectors are objects, the
/// vector loop is slower by far, compiled or not; as soon as they are registers, it isn't. So the
/// two loops are compared with each other, never with a fixed time.
final class VectorProbe {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LENGTH = 1_024;

  /// Plain loops may be vectorised too, and then finish a little earlier.
  private static final double TOLERANCE = 3;

  /// By then the plain loop is compiled too; that happens later than for the methods that the
  /// vector loop calls.
  private static final int FEWEST_ROUNDS = 500;

  private final float[] x = new float[LENGTH];
  private final float[] y = new float[LENGTH];

  private VectorProbe() {
    Arrays.fill(x, 0.5f);
  }

  /// Whether the vector loop becomes as fast as the plain one within this time.
  static boolean vectorsKeepUp(long limitMillis) {
    return vectorsKeepUp(limitMillis, System::nanoTime);
  }

  /// The same by another clock.
  ///
  /// @param nanos asked at the beginning, and before, between and after the two loops of a round
  static boolean vectorsKeepUp(long limitMillis, LongSupplier nanos) {
    VectorProbe trial = new VectorProbe();
    long now = nanos.getAsLong();
    long end = now + limitMillis * 1_000_000;
    long plain = Long.MAX_VALUE;
    long vector = Long.MAX_VALUE;
    for (int round = 0;
        round < FEWEST_ROUNDS || (vector > TOLERANCE * plain && now < end);
        round++) {
      long start = nanos.getAsLong();
      trial.plain();
      long between = nanos.getAsLong();
      trial.vector();
      now = nanos.getAsLong();
      plain = Math.min(plain, between - start);
      vector = Math.min(vector, now - between);
    }
    return vector <= TOLERANCE * plain;
  }

  private void plain() {
    for (int i = 0; i < LENGTH; i++) {
      y[i] = x[i] * 0.5f + y[i] * 0.25f;
    }
  }

  private void vector() {
    for (int i = 0; i < LENGTH; i += FLOATS.length()) {
      FloatVector sum = FloatVector.fromArray(FLOATS, y, i).mul(0.25f);
      FloatVector.fromArray(FLOATS, x, i).mul(0.5f).add(sum).intoArray(y, i);
    }
  }
}
