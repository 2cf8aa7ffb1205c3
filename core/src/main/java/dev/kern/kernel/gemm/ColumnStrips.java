package dev.kern.kernel.gemm;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Interval;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.VectorElementwiseKernels;
import dev.kern.kernel.vector.VectorTranspose;
import java.util.List;

/// The right matrix of a product packed in strips of columns, so that each is read from memory as
/// one stream.
///
/// @param inner rows of the matrix
/// @param columns of the matrix
/// @param transposed whether it is read transposed
/// @param intervals the columns of each strip; several have more than a vector each, and so none in
///   common, whose sums would be added twice
record ColumnStrips(int inner, int columns, boolean transposed, List<Interval> intervals) {
  /// Strips as wide as the blocks of packed products.
  static ColumnStrips of(int inner, int columns, boolean transposed, Specialiser specialiser) {
    int vectors = new RegisterBlocking(specialiser.machine()).packedProduct(columns).vectors();
    return new ColumnStrips(
        inner, columns, transposed, Interval.strips(specialiser.machine(), columns, vectors));
  }

  /// Where strip `s` begins in the packed matrix.
  int at(int s) {
    int before = 0;
    for (int i = 0; i < s; i++) { // no stream: weights that are trained are packed in each step
      before += intervals.get(i).size();
    }
    return inner * before;
  }

  /// Floats of the packed matrix.
  int packed() {
    return at(intervals.size());
  }

  /// Packs strips `from` to `to`, exclusive.
  void pack(int from, int to, Buffer b, Buffer packed) {
    for (int s = from; s < to; s++) {
      int n = intervals.get(s).from();
      int width = intervals.get(s).size();
      if (transposed) {
        VectorTranspose.run(width, inner, b, n * inner, inner, packed, at(s), width);
      } else {
        VectorElementwiseKernels.LOOPS.copy(inner, width, b, n, columns, packed, at(s), width);
      }
    }
  }
}
