package dev.kern.run;

import dev.kern.kernel.library.KernelSelector;
import dev.kern.kernel.library.VectorObstacle;
import java.util.Optional;

/// What computes a plan.
public enum Engine {
  /// Loops on the Vector API; scalar ones where this Java can't run them at speed.
  VECTOR,
  /// As [#VECTOR], but without the fast algorithms for convolutions that round more coarsely than a
  /// sum does.
  EXACT,
  /// Loops in plain Java.
  SCALAR,
  /// The [Interpreter], in double precision, on one thread: slow, and what the others are compared
  /// with. Between steps variables and optimiser state are kept as floats, as by the others.
  REFERENCE;

  /// Tells it once, however many ask.
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

  /// What really computes where this engine is asked for: [#SCALAR] for [#VECTOR] and [#EXACT]
  /// where this Java can't run vector loops at speed, else the engine itself.
  ///
  /// The first time that the two differ, the [System.Logger] `dev.kern` gets one line that says why
  /// and how to fix it.
  public Engine running() {
    if (obstacle().isEmpty()) {
      return this;
    }
    Notice.given();
    return SCALAR;
  }

  /// What keeps this Java from running the engine at speed, and how to fix it: the vector module is
  /// missing, say, or the JVM was started without its optimising compiler.
  public Optional<String> obstacle() {
    return this == VECTOR || this == EXACT
        ? VectorObstacle.here().map(VectorObstacle::toString)
        : Optional.empty();
  }

  /// What really computes, such as `vector, 16 lanes`.
  public String describe() {
    return switch (this) {
      case VECTOR -> KernelSelector.best().describe();
      case EXACT -> KernelSelector.exact().describe();
      case SCALAR -> KernelSelector.scalar().describe();
      case REFERENCE -> "reference";
    };
  }
}
