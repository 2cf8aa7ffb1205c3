package dev.kern.kernel;

/// A loop nest made at run time, in which all extents and strides are constants.
///
/// All patterns share one signature, so that plans call all kernels through one interface. What an
/// argument means is the pattern's business; as a rule it reads `x` and `w`, adds `b` and writes
/// `y` and the trace `t`.
///
/// A negative `n` returns at once: a call that costs nothing but makes the method hot.
interface Kernel {
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
}
