package dev.kern.kernel.library;

import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.scalar.ScalarKernelLibrary;

/// Chooses the loops that this Java runs fastest.
public final class KernelSelector {
  private KernelSelector() {}

  /// The loops in plain Java.
  public static KernelLibrary scalar() {
    return ScalarKernelLibrary.LOOPS;
  }

  /// The loops on the Vector API.
  ///
  /// Fails with [IllegalStateException] where this Java can't run them at speed, and says why.
  public static KernelLibrary vector() {
    VectorObstacle.here()
        .ifPresent(
            obstacle -> {
              throw new IllegalStateException(
                  """
                  vector loops: %s
                    fix   %s, or take the scalar loops\
                  """
                      .formatted(obstacle.found(), obstacle.fix()));
            });
    return VectorKernelLibrary.preferred();
  }

  /// The vector loops if this Java can run them at speed, else the scalar ones.
  public static KernelLibrary best() {
    return VectorObstacle.here().isEmpty() ? vector() : scalar();
  }

  /// [#best], but without fast algorithms: whatever is a sum by its definition is computed as one.
  public static KernelLibrary exact() {
    return VectorObstacle.here().isEmpty() ? VectorKernelLibrary.exact() : scalar();
  }
}
