package dev.kern.compile;

import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.library.KernelSelector;

/// Which loops a program is made of.
public enum KernelMode {
  /// Those on the Vector API, with fast algorithms where they pay; [#SCALAR] where this Java runs
  /// without it.
  FAST,
  /// As [#FAST], but whatever is a sum by its definition is computed as one.
  EXACT,
  /// Those in plain Java.
  SCALAR;

  KernelLibrary loops() {
    return switch (this) {
      case FAST -> KernelSelector.best();
      case EXACT -> KernelSelector.exact();
      case SCALAR -> KernelSelector.scalar();
    };
  }
}
