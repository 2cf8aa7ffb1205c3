package dev.kern.kernel.scalar;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.ElementwiseKernels;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.FilterGradient;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.InputGradient;
import dev.kern.kernel.KernelLibrary;
import dev.kern.kernel.Pool;
import dev.kern.kernel.Product;
import dev.kern.kernel.RowKernels;
import dev.kern.kernel.Transpose;
import dev.kern.kernel.Unpool;
import dev.kern.kernel.UpdateKernels;
import dev.kern.math.Pooling;

/// The kernels in plain Java: they run if the vector module is missing, and the vector kernels are
/// tested against them.
public final class ScalarKernelLibrary implements KernelLibrary {
  public static final ScalarKernelLibrary LOOPS = new ScalarKernelLibrary();

  private ScalarKernelLibrary() {}

  @Override
  public String describe() {
    return "scalar";
  }

  @Override
  public Convolution convolution(Geometry geometry, Epilogue epilogue) {
    return ScalarConvolution.of(geometry, epilogue.checkedFor(geometry));
  }

  @Override
  public InputGradient inputGradient(Geometry geometry) {
    return new ScalarInputGradient(geometry);
  }

  @Override
  public FilterGradient filterGradient(Geometry geometry) {
    return new ScalarFilterGradient(geometry);
  }

  @Override
  public Unpool unpool(int height, int width, int channels, Pooling pooling) {
    return new ScalarUnpool(height, width, channels, pooling);
  }

  @Override
  public Product product(
      int rows,
      int inner,
      int columns,
      Transpose transpose,
      Epilogue epilogue,
      BlockPartition partition) {
    return new ScalarProduct(rows, inner, columns, transpose, epilogue.checkedForProduct());
  }

  @Override
  public Pool pool(Geometry geometry, Pooling pooling) {
    return pooling == Pooling.MAX ? new ScalarMaxPool(geometry) : new ScalarAveragePool(geometry);
  }

  @Override
  public ElementwiseKernels elementwise() {
    return ScalarElementwiseKernels.LOOPS;
  }

  @Override
  public RowKernels rows() {
    return ScalarRowKernels.LOOPS;
  }

  @Override
  public UpdateKernels updates() {
    return ScalarUpdateKernels.LOOPS;
  }

  @Override
  public void warm(long limitMillis) {
    // Plain loops are fast enough from the start.
  }
}
