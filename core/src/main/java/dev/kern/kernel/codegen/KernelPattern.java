package dev.kern.kernel.codegen;

import dev.kern.kernel.codegen.Emitter.Array;
import dev.kern.kernel.codegen.Emitter.Index;

/// A specification of a kernel: a loop nest and all the constants in it.
///
/// Patterns are records, so that equal patterns share a kernel across layers and plans.
public interface KernelPattern {
  /// Floats in a vector.
  int lanes();

  /// The name of the kernel's class: pattern and block, such as `Row14x1`.
  String label();

  /// Writes the body of [Kernel#run].
  void write(Emitter e, Arguments a);

  /// The largest distance from its offset at which a call with this `n` accesses an array.
  int reach(int n);

  /// The `n` of a tiny problem: at most a microsecond of work. Never 1: the compiler omits code
  /// that it has never seen run, so it must see loops iterate.
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
