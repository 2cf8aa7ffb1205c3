package dev.kern.kernel;

import java.util.ArrayList;
import java.util.List;

/// Blocks of a product with fewer and fewer rows, half as many each time, so that any number of
/// rows can be made up of them.
///
/// @param kernels from the tallest to the one of a single row
/// @param tallest rows of the first, a power of two
record Ladder(List<Kernel> kernels, int tallest) {
  /// The block of so many rows, a power of two.
  interface Rung {
    Kernel of(int rows);
  }

  static Ladder of(int tallest, Rung rung) {
    List<Kernel> kernels = new ArrayList<>();
    for (int rows = tallest; rows > 0; rows /= 2) {
      kernels.add(rung.of(rows));
    }
    return new Ladder(List.copyOf(kernels), tallest);
  }

  /// The rows of the tallest block that `rows` rows have room for.
  int step(int rows) {
    return Math.min(tallest, Integer.highestOneBit(rows));
  }

  /// Computes rows `from` to `to`, exclusive, of a product of matrices whose sums have `inner`
  /// terms; `aRow` and `cRow` lead from a row to the next.
  void run(
      int from,
      int to,
      int inner,
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      float[] bias,
      int biasAt,
      float[] c,
      int cAt,
      int cRow) {
    int m = from;
    while (m < to) {
      int step = step(to - m);
      kernel(step).run(inner, a, aAt + m * aRow, b, bAt, c, cAt + m * cRow, bias, biasAt, c, cAt);
      m += step;
    }
  }

  /// The block of `step` rows.
  Kernel kernel(int step) {
    return kernels.get(Integer.numberOfTrailingZeros(tallest / step));
  }
}
