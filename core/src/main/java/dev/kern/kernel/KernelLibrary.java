package dev.kern.kernel;

import dev.kern.math.Pooling;

/// Where a plan gets its loops from: one set in plain Java, one on the Vector API.
///
/// ```java
/// Loops loops = KernelSelector.best();
/// Convolution convolution = loops.convolution(geometry, Epilogue.biased(Activation.RELU));
/// loops.warm(1_000);
/// convolution.run(0, 16, x, w, b, y, Buffer.NONE, new Scratch(convolution.scratch()));
/// ```
///
/// Both sets compute the same up to rounding. Within one set the result of a sample depends on
/// nothing but that sample and the geometry, so that work can be cut in any way.
public interface KernelLibrary {
  /// What these loops are, such as `vector, 16 lanes`.
  String describe();

  /// A convolution. Fails with [IllegalArgumentException] if the epilogue pools and the output has
  /// an odd height or width.
  Convolution convolution(Geometry geometry, Epilogue epilogue);

  /// The gradient of a convolution by its image.
  InputGradient inputGradient(Geometry geometry);

  /// The gradient of a convolution by its filter.
  FilterGradient filterGradient(Geometry geometry);

  /// The way back along the trace of a convolution whose sums are `[height, width, channels]`.
  Unpool unpool(int height, int width, int channels, Pooling pooling);

  /// A product `C[rows, columns] = A B`, whose sums have `inner` terms. Fails with
  /// [IllegalArgumentException] if the epilogue pools or traces.
  ///
  /// @param partition how [Product#run] will be called; of no meaning where the right matrix is
  ///   packed, which goes with any
  Product product(
      int rows,
      int inner,
      int columns,
      Transpose transpose,
      Epilogue epilogue,
      BlockPartition partition);

  /// A product that is computed in blocks of any size.
  default Product product(
      int rows, int inner, int columns, Transpose transpose, Epilogue epilogue) {
    return product(rows, inner, columns, transpose, epilogue, BlockPartition.ANY);
  }

  /// The largest pixel of each window, or the mean of its pixels, and the gradient.
  ///
  /// @param pooling MAX or AVERAGE
  Pool pool(Geometry geometry, Pooling pooling);

  /// Elementwise loops.
  ElementwiseKernels elementwise();

  /// Loops over rows of channels.
  RowKernels rows();

  /// Steps of an optimiser.
  UpdateKernels updates();

  /// Runs the loops given out so far on tiny problems until the just-in-time compiler has made them
  /// fast, or the time is up.
  void warm(long limitMillis);
}
