package dev.kern.kernel.gemm;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Product;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.VectorElementwiseKernels;
import dev.kern.kernel.vector.VectorTranspose;
import dev.kern.math.Activation;

/// A [Product] whose right matrix is read transposed: its rows are the columns of the result.
///
/// The lanes of a vector are rows of the left matrix, which are transposed into scratch memory
/// first; the right matrix is read as it is, one element for a whole vector. The blocks compute
/// columns of the result, which are transposed into rows when they are stored.
public record TransposedProduct(
    int rows, int inner, int columns, Epilogue epilogue, int lanes, MicroKernels kernels)
    implements Product {
  /// Columns per block: one vector each, and enough of them to keep the multiply-add units busy.
  private static final int TALLEST = 16;

  public static TransposedProduct of(
      int rows,
      int inner,
      int columns,
      Epilogue epilogue,
      BlockPartition partition,
      Specialiser specialiser) {
    int lanes = specialiser.machine().lanes();
    MicroKernels kernels =
        MicroKernels.of(
            specialiser.machine().registers() >= 32 ? TALLEST : TALLEST / 2,
            partition,
            height ->
                BlockPattern.product(lanes, height, lanes, inner, 1, lanes, lanes, Epilogue.none()),
            specialiser);
    return new TransposedProduct(rows, inner, columns, epilogue, lanes, kernels);
  }

  @Override
  public int scratch() {
    return (inner + TALLEST) * lanes;
  }

  @Override
  public void run(int from, int to, Buffer a, Buffer b, Buffer bias, Buffer c, Scratch scratch) {
    int mark = scratch.mark();
    Buffer packed = scratch.take(inner * lanes);
    Buffer tile = scratch.take(TALLEST * lanes);
    for (int m = 0; m < rows && from < to; m += lanes) {
      int height = Math.min(lanes, rows - m);
      if (height < lanes) { // unused lanes hold zeros
        packed.fill(0, inner * lanes, 0);
      }
      VectorTranspose.run(height, inner, a, m * inner, inner, packed, 0, lanes);
      int n = from;
      while (n < to) {
        int step = kernels.step(to - n);
        Kernel.run(kernels.kernel(step), inner, b, n * inner, packed, 0, tile, 0);
        VectorTranspose.run(step, height, tile, 0, lanes, c, m * columns + n, columns);
        n += step;
      }
    }
    finish(from, to, bias, c, scratch.view());
    scratch.release(mark);
  }

  private void finish(int from, int to, Buffer bias, Buffer c, Scratch.View row) {
    for (int m = 0; m < rows; m++) {
      row.over(c, m * columns);
      if (epilogue.bias()) {
        VectorElementwiseKernels.LOOPS.add(from, to, row, bias, row);
      }
      if (epilogue.activation() != Activation.IDENTITY) {
        VectorElementwiseKernels.LOOPS.activate(from, to, epilogue.activation(), row, row);
      }
    }
  }
}
