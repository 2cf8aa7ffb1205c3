package dev.kern.kernel.library;

import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.scalar.ScalarKernelLibrary;

/// Chooses the kernel library that this JVM runs fastest.
public final class KernelSelector {
  private KernelSelector() {}

  /// The plain Java kernels.
  public static KernelLibrary scalar() {
    return ScalarKernelLibrary.LOOPS;
  }

  /// The Vector API kernels.
  ///
  /// Fails with [IllegalStateException] if this JVM can't run them at full speed; the message says
  /// why.
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

  /// The vector kernels if this JVM can run them at full speed, else the scalar ones.
  public static KernelLibrary best() {
    return VectorObstacle.here().isEmpty() ? vector() : scalar();
  }

  /// Like [#best], but without fast algorithms such as Winograd: every sum is computed as defined.
  public static KernelLibrary exact() {
    return VectorObstacle.here().isEmpty() ? VectorKernelLibrary.exact() : scalar();
  }
}
