package dev.kern.kernel.vector;

import dev.kern.kernel.TargetMachine;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The vectors of this machine, and the sums over their lanes.
///
/// No method of ours takes or returns a vector or a mask. The just-in-time compiler inlines the
/// methods of the Vector API in any case, but ours only as long as a loop has few of them; a vector
/// that is passed to a method that isn't inlined is an object, one for each vector of data. So
/// loops call the Vector API alone, and pass sums to methods in memory.
///
/// What a loop carries from one round to the next, such as `sums` below, is the argument of a call,
/// not its receiver. The compiler knows the receiver's class where the round has made it; that of a
/// carried one it takes from a profile. If there is none yet, it compiles a call that it never
/// inlines, and each round makes objects.
///
/// A sum over a row of numbers is divided into [#PARTIAL_SUMS], one for each lane of the longest
/// vectors: element `e` belongs to sum `e % PARTIAL_SUMS`. Machines with shorter vectors compute a
/// part of them after the other, so any two machines agree bit for bit:
///
/// ```java
/// for (int part = 0; part < PARTIAL_SUMS; part += LANES) {
///   FloatVector sums = FloatVector.zero(FLOATS);
///   for (int e = part; e < n; e += PARTIAL_SUMS) {
///     sums = fromArray(FLOATS, x, e, FLOATS.indexInRange(e, n)).add(sums);
///   }
///   sums.intoArray(parts, part);
/// }
/// return sum(parts);
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

  private VectorMath() {}

  /// Where the whole vectors of elements `from` to `to`, exclusive, end.
  static int endOfVectors(int from, int to) {
    return from + FLOATS.loopBound(to - from);
  }

  /// The sum of partial sums: of every fourth, and of those in pairs.
  static float sum(float[] parts) {
    return (everyFourth(parts, 0) + everyFourth(parts, 2))
        + (everyFourth(parts, 1) + everyFourth(parts, 3));
  }

  private static float everyFourth(float[] parts, int first) {
    return ((parts[first] + parts[first + 4]) + parts[first + 8]) + parts[first + 12];
  }

  /// The sum of partial sums: of those with an even number, and of the others.
  static double sum(double[] parts) {
    double even = 0;
    double odd = 0;
    for (int part = 0; part < PARTIAL_SUMS; part += 2) {
      even += parts[part];
      odd += parts[part + 1];
    }
    return even + odd;
  }
}
