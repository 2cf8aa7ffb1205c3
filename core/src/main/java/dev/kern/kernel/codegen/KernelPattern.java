package dev.kern.kernel.codegen;

import dev.kern.kernel.codegen.Emitter.Array;
import dev.kern.kernel.codegen.Emitter.Index;

/// A kernel yet to be made: a loop nest and all the constants in it.
///
/// Patterns are records, so that equal ones share a kernel, whichever layers and plans they serve.
public interface KernelPattern {
  /// Floats in a vector.
  int lanes();

  /// The name of the kernel's class: pattern and block, such as `Row14x1`.
  String label();

  /// Writes the body of [Kernel#run].
  void write(Emitter e, Arguments a);

  /// How far from its offset a call with this `n` reads or writes an array, at most.
  int reach(int n);

  /// The `n` of a tiny problem: a microsecond of work at most. Never 1, since the compiler leaves
  /// out what it has never seen, and has to see loops go on.
  default int tiny() {
    return 2;
  }

  /// The arguments of [Kernel#run].
  record Arguments(
      Index n,
      Array x,
      Index xAt,
      Array w,
      Index wAt,
      Array y,
      Index yAt,
      Array b,
      Index bAt,
      Array t,
      Index tAt) {}
}
