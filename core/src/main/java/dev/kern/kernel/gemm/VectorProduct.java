package dev.kern.kernel.gemm;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Interval;
import dev.kern.kernel.Product;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.VectorElementwiseKernels;
import java.util.ArrayList;
import java.util.List;

/// A [Product] composed of [BlockPattern]s, whose right matrix isn't packed.
///
/// A left matrix that is read transposed has the terms of a sum as far apart as it has rows, each
/// on a page of its own: some rows at a time are copied next to each other.
///
/// @param rowPitch floats from a row of the left matrix, as it is read, to the next
/// @param pitch floats between the terms of a row in the left matrix, if they are copied; else 0
/// @param strips the blocks of each strip of columns
public record VectorProduct(
    int inner, int columns, int rowPitch, int pitch, List<StripBlocks> strips) implements Product {
  /// Rows of a transposed left matrix that are copied at a time: of 128 terms, they fit the L1
  /// cache with room for the right matrix.
  private static final int TOGETHER = 32;

  /// The micro-kernels that compute the columns starting at `column`.
  record StripBlocks(MicroKernels kernels, int column) {}

  public static VectorProduct of(
      int rows,
      int inner,
      int columns,
      boolean transposeLeft,
      Epilogue epilogue,
      BlockPartition partition,
      Specialiser specialiser) {
    int rowPitch = transposeLeft ? 1 : inner;
    boolean copied = transposeLeft && rows > TOGETHER;
    int innerPitch = copied ? TOGETHER : transposeLeft ? rows : 1;
    RegisterBlocking.Block block = new RegisterBlocking(specialiser.machine()).product(columns);
    List<StripBlocks> strips = new ArrayList<>();
    for (Interval interval : Interval.strips(specialiser.machine(), columns, block.vectors())) {
      MicroKernels kernels =
          MicroKernels.of(
              block.pixels(),
              partition,
              height ->
                  BlockPattern.product(
                      specialiser.machine().lanes(),
                      height,
                      interval.size(),
                      rowPitch,
                      innerPitch,
                      columns,
                      columns,
                      epilogue),
              specialiser);
      strips.add(new StripBlocks(kernels, interval.from()));
    }
    return new VectorProduct(inner, columns, rowPitch, copied ? rows : 0, List.copyOf(strips));
  }

  @Override
  public int scratch() {
    return pitch == 0 ? 0 : inner * TOGETHER;
  }

  @Override
  public void run(int from, int to, Buffer a, Buffer b, Buffer bias, Buffer c, Scratch scratch) {
    if (pitch == 0) {
      multiply(from, to, 0, strips.size(), a, b, bias, c);
      return;
    }
    int mark = scratch.mark();
    Buffer copied = scratch.take(scratch());
    Scratch.View part = scratch.view();
    for (int m = from; m < to; m += TOGETHER) {
      int end = Math.min(to, m + TOGETHER);
      VectorElementwiseKernels.LOOPS.copy(inner, end - m, a, m, pitch, copied, 0, TOGETHER);
      multiply(m, end, 0, strips.size(), part.over(copied, -m), b, bias, c);
    }
    scratch.release(mark);
  }

  @Override
  public int pieces() {
    return pitch == 0 ? strips.size() : 1;
  }

  @Override
  public void runPieces(
      int rows, int from, int to, Buffer a, Buffer b, Buffer bias, Buffer c, Scratch scratch) {
    if (pitch == 0) {
      multiply(0, rows, from, to, a, b, bias, c);
    } else {
      run(0, rows, a, b, bias, c, scratch);
    }
  }

  private void multiply(
      int from, int to, int first, int last, Buffer a, Buffer b, Buffer bias, Buffer c) {
    for (int s = first; s < last; s++) {
      StripBlocks strip = strips.get(s);
      int n = strip.column;
      strip.kernels.run(from, to, inner, a, rowPitch, b, n, bias, n, c, columns);
    }
  }
}
