package dev.kern.run;

import dev.kern.kernel.library.KernelSelector;
import dev.kern.kernel.library.VectorObstacle;
import java.util.Optional;

/// The engines that can compute a plan.
public enum Engine {
  /// Vector API kernels; scalar kernels where the JVM can't run those at full speed.
  VECTOR,
  /// Like [#VECTOR], but without fast convolution algorithms, whose rounding errors are larger than
  /// those of a plain sum.
  EXACT,
  /// Plain Java kernels.
  SCALAR,
  /// The [Interpreter], in double precision, on one thread: slow, the reference for the others.
  /// Between steps it keeps variables and optimiser state as floats, as the others do.
  REFERENCE;

  /// Logs the notice once per process.
  private static final class Notice {
    static {
      System.getLogger("dev.kern")
          .log(
              System.Logger.Level.WARNING,
              "falling back to scalar kernels, several times slower: "
                  + VECTOR.obstacle().orElseThrow());
    }

    static void given() {}
  }

  /// The engine that runs when this one is requested: [#SCALAR] for [#VECTOR] and [#EXACT] if the
  /// JVM can't run vector kernels at full speed, else the engine itself.
  ///
  /// The first time that the two differ, one line in the [System.Logger] `dev.kern` says why, and
  /// how to fix it.
  public Engine running() {
    if (obstacle().isEmpty()) {
      return this;
    }
    Notice.given();
    return SCALAR;
  }

  /// What keeps the JVM from running the engine at full speed, and how to fix it: for example, the
  /// vector module is missing, or the JVM was started without its optimising compiler.
  public Optional<String> obstacle() {
    return this == VECTOR || this == EXACT
        ? VectorObstacle.here().map(VectorObstacle::toString)
        : Optional.empty();
  }

  /// What results depend on beside the graph, its variables and the seed. Where two engines say the
  /// same, so do all bits of their results, on any two machines: `fused sums` for vector kernels,
  /// however long the vectors. `plain sums`, those of scalar kernels, also depend on the machine in
  /// a last bit now and then, by the elementary functions of its Java.
  ///
  /// The number changes with the order of any sum.
  public String arithmetic() {
    return switch (this) {
      case VECTOR -> obstacle().isEmpty() ? "fused sums 1" : SCALAR.arithmetic();
      case EXACT -> obstacle().isEmpty() ? "fused sums 1, exact" : SCALAR.arithmetic();
      case SCALAR -> "plain sums 1";
      case REFERENCE -> "double precision 1";
    };
  }

  /// The engine that actually runs, such as `vector, 16 lanes`.
  public String describe() {
    return switch (this) {
      case VECTOR -> KernelSelector.best().describe();
      case EXACT -> KernelSelector.exact().describe();
      case SCALAR -> KernelSelector.scalar().describe();
      case REFERENCE -> "reference";
    };
  }
}
