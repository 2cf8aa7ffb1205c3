package dev.kern.kernel.gemm;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Product;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.ChannelPadding;

/// A [Product] with fewer columns than a vector has lanes, whose right matrix isn't transposed: a
/// product with as many columns as lanes, whose results are narrowed a few rows at a time.
///
/// @param wide the product with as many columns as lanes
public record NarrowProduct(int inner, Epilogue epilogue, ChannelPadding widening, Product wide)
    implements Product {
  /// Rows computed at a time, a multiple of all blocks, so that no others are needed.
  private static final int GROUP = 32;

  public static NarrowProduct of(
      int rows,
      int inner,
      int columns,
      boolean transposeLeft,
      Epilogue epilogue,
      BlockPartition partition,
      Specialiser specialiser) {
    int lanes = specialiser.machine().lanes();
    return new NarrowProduct(
        inner,
        epilogue,
        new ChannelPadding(columns, lanes),
        VectorProduct.of(rows, inner, lanes, transposeLeft, epilogue, partition, specialiser));
  }

  @Override
  public int scratch() {
    return (inner + 1 + GROUP) * widening.lanes() + wide.scratch();
  }

  @Override
  public void run(int from, int to, Buffer a, Buffer b, Buffer bias, Buffer c, Scratch scratch) {
    int mark = scratch.mark();
    int lanes = widening.lanes();
    Buffer right = scratch.take(inner * lanes);
    Buffer wideBias = scratch.take(lanes);
    Buffer rows = scratch.take(GROUP * lanes);
    Scratch.View result = scratch.view();
    widening.widen(inner, b, 0, right);
    if (epilogue.bias()) {
      widening.widen(1, bias, 0, wideBias);
    }
    for (int m = from; m < to; m += GROUP) {
      int end = Math.min(to, m + GROUP);
      wide.run(m, end, a, right, wideBias, result.over(rows, -m * lanes), scratch);
      widening.narrow(end - m, rows, c, m * widening.channels());
    }
    scratch.release(mark);
  }
}
