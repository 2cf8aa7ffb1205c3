package dev.kern.kernel;

import dev.kern.math.Pooling;

/// A library of kernels for plans; there is one in plain Java and one on the Vector API.
///
/// ```java
/// KernelLibrary loops = KernelSelector.best();
/// Convolution convolution = loops.convolution(geometry, Epilogue.biased(Activation.RELU));
/// loops.warm(1_000);
/// convolution.run(0, 16, x, w, b, y, Buffer.NONE, new Scratch(convolution.scratch()));
/// ```
///
/// Both libraries compute the same up to rounding. Within one library the result for a sample
/// depends only on that sample and the geometry, so that work can be divided in any way; that of
/// the vector library doesn't depend on the machine either.
public interface KernelLibrary {
  /// A short description, such as `vector, 16 lanes`.
  String describe();

  /// A convolution. Fails with [IllegalArgumentException] if the epilogue pools and the output has
  /// an odd height or width.
  Convolution convolution(Geometry geometry, Epilogue epilogue);

  /// The gradient of a convolution with respect to its image.
  InputGradient inputGradient(Geometry geometry);

  /// The gradient of a convolution with respect to its filter.
  FilterGradient filterGradient(Geometry geometry);

  /// The gradient through the epilogue of a convolution whose sums are `[height, width, channels]`.
  Unpool unpool(int height, int width, int channels, Pooling pooling);

  /// A matrix product `C[rows, columns] = A B`, whose sums have `inner` terms. Fails with
  /// [IllegalArgumentException] if the epilogue pools or traces.
  ///
  /// @param partition how [Product#run] will be called; ignored if the right matrix is packed,
  ///   since any will do then
  Product product(
      int rows,
      int inner,
      int columns,
      Transpose transpose,
      Epilogue epilogue,
      BlockPartition partition);

  /// A product `C = A B` whose right matrix never changes, so that packing it costs nothing.
  default Product productOfFixed(
      int rows, int inner, int columns, Epilogue epilogue, BlockPartition partition) {
    return product(rows, inner, columns, Transpose.NONE, epilogue, partition);
  }

  /// A product that is computed in blocks of any size.
  default Product product(
      int rows, int inner, int columns, Transpose transpose, Epilogue epilogue) {
    return product(rows, inner, columns, transpose, epilogue, BlockPartition.ANY);
  }

  /// Pooling and its gradient.
  ///
  /// @param pooling MAX or AVERAGE
  Pool pool(Geometry geometry, Pooling pooling);

  /// Elementwise loops.
  ElementwiseKernels elementwise();

  /// Loops over rows of channels.
  RowKernels rows();

  /// Update rules of optimisers.
  UpdateKernels updates();

  /// Runs all kernels created so far on tiny problems until the just-in-time compiler has optimised
  /// them, or the time is up.
  void warm(long limitMillis);
}
