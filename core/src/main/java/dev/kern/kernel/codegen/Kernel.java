package dev.kern.kernel.codegen;

import dev.kern.kernel.Buffer;

/// A loop nest generated at run time, in which all extents and strides are constants.
///
/// All kernels have the same signature, so that plans call them through one interface. The meaning
/// of an argument depends on the pattern; usually a kernel reads `x` and `w`, adds `b` and writes
/// `y` and the trace `t`.
///
/// A negative `n` returns immediately: such a call costs nothing but makes the method hot.
public interface Kernel {
  void run(
      int n,
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] y,
      int yAt,
      float[] b,
      int bAt,
      float[] t,
      int tAt);

  /// Runs a kernel on elements `xFrom` and following of `x`, and so on.
  static void run(
      Kernel kernel,
      int n,
      Buffer x,
      int xFrom,
      Buffer w,
      int wFrom,
      Buffer y,
      int yFrom,
      Buffer b,
      int bFrom,
      Buffer t,
      int tFrom) {
    kernel.run(
        n,
        x.array(),
        x.at() + xFrom,
        w.array(),
        w.at() + wFrom,
        y.array(),
        y.at() + yFrom,
        b.array(),
        b.at() + bFrom,
        t.array(),
        t.at() + tFrom);
  }

  /// Runs a kernel that has neither bias nor trace.
  static void run(
      Kernel kernel, int n, Buffer x, int xFrom, Buffer w, int wFrom, Buffer y, int yFrom) {
    run(kernel, n, x, xFrom, w, wFrom, y, yFrom, y, yFrom, y, yFrom);
  }
}
