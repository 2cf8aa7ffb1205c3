package dev.kern.kernel.winograd;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Interval;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.Specialiser;

/// A [TransformPattern] from trained filters to the transformed filters of [Winograd], or back, for
/// one input channel and a strip of whole vectors of filters.
///
/// If the filters don't fill the last vector, it holds the last filters, some of them for the
/// second time.
///
/// @param filters the number of filters
/// @param toWhole whether the vectors are adjacent in the output; otherwise they are in the input
record FilterTransform(Kernel kernel, int filters, int lanes, boolean toWhole) {
  static FilterTransform of(
      TargetMachine machine,
      LinearMap map,
      int xRow,
      int xColumn,
      int yRow,
      int yColumn,
      int filters,
      boolean toWhole,
      Specialiser specialiser) {
    int lanes = machine.lanes();
    TransformPattern pattern =
        new TransformPattern(
            lanes, map, lanes, xRow, xColumn, lanes, yRow, yColumn, Epilogue.none());
    return new FilterTransform(specialiser.kernel(pattern), filters, lanes, toWhole);
  }

  /// Transforms the filters of a strip, which begin at `xFrom` and at `yFrom`; `w` is scratch
  /// memory from `wFrom` on.
  void run(Interval strip, Buffer x, int xFrom, Buffer w, int wFrom, Buffer y, int yFrom) {
    int excess = Math.max(0, strip.to() - filters);
    int full = (strip.size() - excess) / lanes * lanes;
    Kernel.run(kernel, full / lanes, x, xFrom, w, wFrom, y, yFrom);
    if (excess > 0) {
      int x0 = xFrom + full - (toWhole ? excess : 0);
      int y0 = yFrom + full - (toWhole ? 0 : excess);
      Kernel.run(kernel, 1, x, x0, w, wFrom, y, y0);
    }
  }
}
