package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.FilterGradient;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.vector.VectorElementwiseKernels;

/// A [FilterGradient] in groups: an ungrouped one runs on each group, sample by sample.
///
/// @param one the gradient of one group
public record GroupedFilterGradient(Geometry geometry, Grouping grouping, FilterGradient one)
    implements FilterGradient {
  private int filter() {
    return geometry.filterSize() / geometry.groups();
  }

  @Override
  public int scratch() {
    return 2 * filter()
        + (geometry.inSize() + geometry.outSize()) / geometry.groups()
        + one.scratch();
  }

  @Override
  public void run(int slice, int from, int to, Buffer x, Buffer dy, Buffer dw, Scratch scratch) {
    int mark = scratch.mark();
    int pixels = geometry.outHeight() * geometry.outWidth();
    Buffer sum = scratch.take(filter());
    Buffer ofSample = scratch.take(filter());
    Buffer image = scratch.take(geometry.inSize() / geometry.groups());
    Buffer gradient = scratch.take(geometry.outSize() / geometry.groups());
    for (int group = 0; group < geometry.groups(); group++) {
      sum.fill(0, filter(), 0);
      for (int n = from; n < to; n++) {
        grouping.takeImage(group, x, n * geometry.inSize(), image);
        grouping.takeRows(group, pixels, dy, n * geometry.outSize(), gradient, 0);
        one.run(0, 1, image, gradient, ofSample, scratch);
        VectorElementwiseKernels.LOOPS.add(0, filter(), sum, ofSample, sum);
      }
      grouping.giveRows(group, geometry.filterSize() / geometry.outChannels(), sum, dw, 0);
    }
    scratch.release(mark);
  }
}
