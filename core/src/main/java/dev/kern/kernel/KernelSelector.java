package dev.kern.kernel;

/// Chooses the loops that this Java runs fastest.
public final class KernelSelector {
  private KernelSelector() {}

  /// The loops in plain Java.
  public static Loops scalar() {
    return ScalarLoops.LOOPS;
  }

  /// The loops on the Vector API.
  ///
  /// Fails with [IllegalStateException] where this Java can't run them at speed, and says why.
  public static Loops vector() {
    Obstacle.here()
        .ifPresent(
            obstacle -> {
              throw new IllegalStateException(
                  """
                  vector loops: %s
                    mend  %s, or take the scalar loops\
                  """
                      .formatted(obstacle.found(), obstacle.mend()));
            });
    return VectorLoops.preferred();
  }

  /// The vector loops if this Java can run them at speed, else the scalar ones.
  public static Loops best() {
    return Obstacle.here().isEmpty() ? vector() : scalar();
  }

  /// [#best], but without fast algorithms: whatever is a sum by its definition is computed as one.
  public static Loops exact() {
    return Obstacle.here().isEmpty() ? VectorLoops.exact() : scalar();
  }
}
