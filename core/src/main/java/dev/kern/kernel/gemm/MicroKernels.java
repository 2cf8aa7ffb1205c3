package dev.kern.kernel.gemm;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.Specialiser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// The micro-kernels of a product: the tallest register block, followed by blocks whose heights are
/// the smaller powers of two, so that together they cover any number of rows.
///
/// @param kernels from the tallest to that of a single row; a placeholder for each that no block of
///   rows needs
/// @param tallest rows of the first one
record MicroKernels(List<Kernel> kernels, int tallest) {
  private static final Kernel NOT_MADE =
      (n, x, xAt, w, wAt, y, yAt, b, bAt, t, tAt) -> {
        throw new IllegalStateException(
            "a product is asked for other blocks of rows than it was made for");
      };

  /// @param block the block of so many rows
  static MicroKernels of(
      int tallest,
      BlockPartition partition,
      IntFunction<BlockPattern> block,
      Specialiser specialiser) {
    List<Kernel> kernels = new ArrayList<>();
    int rows = tallest;
    while (rows > 0) {
      boolean needed = needs(partition, rows, tallest);
      kernels.add(needed ? specialiser.kernel(block.apply(rows)) : NOT_MADE);
      rows = Integer.highestOneBit(rows - 1);
    }
    return new MicroKernels(List.copyOf(kernels), tallest);
  }

  /// Whether the blocks that make up those of a partition include the one of `rows` rows. No kernel
  /// is made that isn't needed, since each costs the just-in-time compiler some tens of
  /// milliseconds.
  ///
  /// @param rows `tallest` or a power of two
  /// @param tallest rows of the tallest block
  static boolean needs(BlockPartition partition, int rows, int tallest) {
    int extent = partition.extent();
    int size = partition.size();
    return size == 0
        || (extent >= size && needs(size, rows, tallest))
        || needs(extent % size, rows, tallest);
  }

  private static boolean needs(int block, int rows, int tallest) {
    return rows == tallest ? block >= tallest : (block % tallest & rows) != 0;
  }

  /// The height of the tallest micro-kernel that fits into `rows` rows.
  int step(int rows) {
    return rows >= tallest ? tallest : Integer.highestOneBit(rows);
  }

  /// Computes rows `from` to `to`, exclusive, of a matrix product whose sums have `inner` terms;
  /// rows of `a` are `aRow` floats apart, rows of `c` `cRow`.
  ///
  /// @param bFrom where the columns begin in `b`
  /// @param column the first column, where they begin in `bias` and in a row of `c`
  void run(
      int from,
      int to,
      int inner,
      Buffer a,
      int aRow,
      Buffer b,
      int bFrom,
      Buffer bias,
      int column,
      Buffer c,
      int cRow) {
    int m = from;
    while (m < to) {
      int step = step(to - m);
      int first = m * cRow + column;
      Kernel.run(kernel(step), inner, a, m * aRow, b, bFrom, c, first, bias, column, c, first);
      m += step;
    }
  }

  /// The block of `step` rows.
  Kernel kernel(int step) {
    return step == tallest
        ? kernels.getFirst()
        : kernels.get(kernels.size() - 1 - Integer.numberOfTrailingZeros(step));
  }
}
