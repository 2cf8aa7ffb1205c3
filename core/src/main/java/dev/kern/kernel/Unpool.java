package dev.kern.kernel;

/// The gradient through a convolution's epilogue, along its trace.
///
/// | tensor    | shape                                        |
/// |-----------|----------------------------------------------|
/// | dy, trace | `[N, H, W, F]`, rows and columns halved by pooling |
/// | dx        | `[N, H, W, F]`, the gradient with respect to the convolution's sums |
///
/// Each `dy`, or a quarter of it for average pooling, goes to the pixels whose bit is set in the
/// trace; the other pixels get 0.
public interface Unpool {
  /// Computes `dx` of samples `from` to `to`, exclusive, overwriting it.
  void run(int from, int to, Buffer dy, Buffer trace, Buffer dx);
}
