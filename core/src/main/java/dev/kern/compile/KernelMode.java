package dev.kern.compile;

import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.library.KernelSelector;

/// Which kernels a program uses.
public enum KernelMode {
  /// Vector API kernels, with fast algorithms where they pay; [#SCALAR] if the JVM can't run them.
  FAST,
  /// Like [#FAST], but without fast algorithms such as Winograd: every sum is computed as defined.
  EXACT,
  /// Plain Java kernels.
  SCALAR;

  KernelLibrary loops() {
    return switch (this) {
      case FAST -> KernelSelector.best();
      case EXACT -> KernelSelector.exact();
      case SCALAR -> KernelSelector.scalar();
    };
  }
}
