package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;

/// The rows of a convolution's sums, or of its input gradient, sample by sample.
///
/// @param staging the padded copy of the input, if there is one
/// @param filter how the filter is packed, if it is
/// @param rows computes a sample's rows, or the pairs of rows that are pooled in registers
/// @param group how many samples `groupRows` computes at once
/// @param groupRows computes the same rows of several samples at once
record SampleRows(
    PaddedLayout staging, FilterStrips filter, RowLoop rows, int group, RowLoop groupRows) {
  /// Computing several samples at once is worth a second set of kernels if it takes less than this
  /// fraction of the time.
  static final double WORTH_A_GROUP = 0.9;

  static final int LARGEST_GROUP = 3;

  /// The rows of one sample after the other.
  static SampleRows of(PaddedLayout staging, FilterStrips filter, RowLoop rows) {
    return new SampleRows(staging, filter, rows, 1, rows);
  }

  /// Floats of scratch memory for the copy.
  int scratch() {
    return staging.size();
  }

  /// Computes the rows of samples `from` to `to`, exclusive.
  ///
  /// @param inSize floats of a sample of `x`
  /// @param row floats of a row of `y` and `t`
  void run(
      int from,
      int to,
      Buffer x,
      int inSize,
      Buffer w,
      Buffer b,
      Buffer y,
      int row,
      Buffer t,
      Scratch scratch) {
    int mark = scratch.mark();
    Buffer frame = staging.frame(scratch);
    Scratch.View image = scratch.view();
    int lines = rows.lines().size();
    int n = from;
    while (n < to) {
      int count = to - n >= group ? group : 1;
      RowLoop loop = count > 1 ? groupRows : rows;
      staging.load(x, n * inSize, frame, image);
      for (int strip = 0; strip < loop.strips().size(); strip++) {
        for (int i = 0; i < lines; i++) {
          loop.run(strip, i, image, w, y, (n * lines + i) * row, b, t);
        }
      }
      n += count;
    }
    scratch.release(mark);
  }

  /// Whether pieces of a sample are strips of filters, each of which reads the whole image, and not
  /// rows, each of which reads the whole filter.
  private boolean isDividedByFilters(Geometry g) {
    return SampleDivision.isByFilters(g, g.filterSize(), rows.strips().size(), rows.lines().size());
  }

  /// Into how many pieces a sample can be divided; see [dev.kern.kernel.Convolution#pieces].
  int pieces(Geometry g) {
    return isDividedByFilters(g) ? rows.strips().size() : rows.lines().size();
  }

  /// Computes pieces `from` to `to`, exclusive, of sample `n`.
  ///
  /// @param height output rows of `g` in each row
  void runPieces(
      Geometry g,
      int height,
      int n,
      int from,
      int to,
      Buffer x,
      Buffer w,
      Buffer b,
      Buffer y,
      int row,
      Buffer t,
      Scratch scratch) {
    boolean byFilters = isDividedByFilters(g);
    int first = byFilters ? 0 : from;
    int last = byFilters ? rows.lines().size() : to;
    int strip = byFilters ? from : 0;
    int end = byFilters ? to : rows.strips().size();
    int mark = scratch.mark();
    Buffer frame = scratch.take(staging.size());
    Scratch.View image = scratch.view();
    staging.loadFor(g, first * height, last * height, x, n * g.inSize(), frame, image);
    for (int s = strip; s < end; s++) {
      for (int i = first; i < last; i++) {
        rows.run(s, i, image, w, y, (n * rows.lines().size() + i) * row, b, t);
      }
    }
    scratch.release(mark);
  }
}
