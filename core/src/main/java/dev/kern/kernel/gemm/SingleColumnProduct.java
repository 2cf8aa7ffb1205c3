package dev.kern.kernel.gemm;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Product;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.vector.VectorDot;
import dev.kern.kernel.vector.VectorElementwiseKernels;

/// A [Product] with one column: dot products of rows or, if the left matrix is read transposed, a
/// weighted sum of its rows.
public record SingleColumnProduct(int rows, int inner, boolean transposeLeft, Epilogue epilogue)
    implements Product {
  @Override
  public void run(int from, int to, Buffer a, Buffer b, Buffer bias, Buffer c, Scratch scratch) {
    c.fill(from, to, epilogue.bias() ? bias.get(0) : 0);
    for (int k = 0; k < inner && transposeLeft; k++) {
      VectorDot.addScaled(to - from, b.get(k), a, k * rows + from, c, from);
    }
    for (int m = from; m < to && !transposeLeft; m++) {
      c.set(m, c.get(m) + VectorDot.dot(inner, a, m * inner, b, 0));
    }
    VectorElementwiseKernels.LOOPS.activate(from, to, epilogue.activation(), c, c);
  }
}
