package dev.kern.kernel.library;

import java.util.Optional;
import java.util.function.LongPredicate;

/// What keeps a JVM from running the vector kernels at full speed.
///
/// Without the just-in-time compiler's help every vector is an object and every operation on it a
/// call, which is 50 to 1,000 times slower than plain loops. Nothing but the time shows it.
///
/// @param found what the problem is
/// @param fix how to fix it
public record VectorObstacle(String found, String fix) {
  /// Vectors of fewer than four floats gain nothing over plain loops.
  private static final int LEAST_BITS = 128;

  private static final int OPTIMISING_LEVEL = 4;

  /// If a vector kernel ever becomes fast, it does so within tens of milliseconds.
  private static final long TRIAL_MILLIS = 1_000;

  private static final class Here {
    static final Optional<VectorObstacle> FIRST = to(JvmInfo.here());
  }

  /// The first obstacle in this JVM; it doesn't change while the JVM runs.
  public static Optional<VectorObstacle> here() {
    return Here.FIRST;
  }

  /// The first obstacle in a JVM with these properties.
  static Optional<VectorObstacle> to(JvmInfo facts) {
    // No method reference: it would load the vector classes where there are none.
    return to(facts, millis -> VectorProbe.vectorsKeepUp(millis));
  }

  /// The same with another trial.
  ///
  /// @param vectorsKeepUp whether vector code is fast within so many milliseconds; only asked where
  ///   nothing else is known
  static Optional<VectorObstacle> to(JvmInfo facts, LongPredicate vectorsKeepUp) {
    if (!facts.module()) {
      return found(
          "the JVM was started without the module jdk.incubator.vector",
          "start Java with --add-modules jdk.incubator.vector");
    }
    if (facts.says("UseCompiler", "false")) {
      return found(
          "the JVM runs without its just-in-time compiler",
          "start Java without -Xint and -XX:TieredStopAtLevel=0");
    }
    if (facts.says("CompilationMode", "quick-only") || facts.levels() < OPTIMISING_LEVEL) {
      return found(
          "the JVM runs without its optimising compiler C2",
          "start Java without -XX:TieredStopAtLevel and -XX:CompilationMode");
    }
    if (facts.says("EnableVectorSupport", "false")) {
      return found(
          "the JVM doesn't compile vectors to machine code",
          "start Java without -XX:-EnableVectorSupport");
    }
    return toVectorsOf(facts, vectorsKeepUp);
  }

  private static Optional<VectorObstacle> toVectorsOf(JvmInfo facts, LongPredicate vectorsKeepUp) {
    if (facts.bits() < LEAST_BITS) {
      return found(
          "the JVM's widest vectors have %d bits, the kernels need %d"
              .formatted(facts.bits(), LEAST_BITS),
          "start Java without -XX:MaxVectorSize, or use a processor with AVX2, AVX-512 or NEON");
    }
    if (facts.says("UseFMA", "false")) {
      return found(
          "the JVM computes fused multiply-adds in software",
          "start Java without -XX:UseAVX and -XX:-UseFMA, or use a processor with FMA");
    }
    if (!facts.readable() && !vectorsKeepUp.test(TRIAL_MILLIS)) {
      return found(
          "vector code was slower than scalar code in a test of %d ms".formatted(TRIAL_MILLIS),
          "use a HotSpot JVM with its compiler C2");
    }
    return Optional.empty();
  }

  private static Optional<VectorObstacle> found(String found, String fix) {
    return Optional.of(new VectorObstacle(found, fix));
  }

  /// One line with the problem and its fix.
  @Override
  public String toString() {
    return found + "; fix: " + fix;
  }
}
