package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.FilterGradient;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.ChannelPadding;
import dev.kern.kernel.vector.VectorElementwiseKernels;

/// A [FilterGradient] with fewer filters than a vector has lanes: a gradient for as many filters as
/// lanes, over output gradients widened sample by sample.
///
/// @param wide the gradient with as many filters as lanes
public record NarrowFilterGradient(Geometry geometry, ChannelPadding widening, FilterGradient wide)
    implements FilterGradient {
  public static NarrowFilterGradient of(Geometry g, Specialiser specialiser) {
    return new NarrowFilterGradient(
        g,
        new ChannelPadding(g.outChannels(), specialiser.machine().lanes()),
        VectorFilterGradient.of(g.withOutChannels(specialiser.machine().lanes()), specialiser));
  }

  private int positions() {
    return geometry.filterSize() / geometry.outChannels();
  }

  private int pixels() {
    return geometry.outHeight() * geometry.outWidth();
  }

  @Override
  public int scratch() {
    return (2 * positions() + pixels()) * widening.lanes() + wide.scratch();
  }

  @Override
  public void run(int from, int to, Buffer x, Buffer dy, Buffer dw, Scratch scratch) {
    int mark = scratch.mark();
    int size = positions() * widening.lanes();
    Buffer sum = scratch.take(size);
    Buffer ofSample = scratch.take(size);
    Buffer gradient = scratch.take(pixels() * widening.lanes());
    Scratch.View image = scratch.view();
    sum.fill(0, size, 0);
    for (int n = from; n < to; n++) {
      widening.widen(pixels(), dy, n * geometry.outSize(), gradient);
      wide.run(0, 1, image.over(x, n * geometry.inSize()), gradient, ofSample, scratch);
      VectorElementwiseKernels.LOOPS.add(0, size, sum, ofSample, sum);
    }
    widening.narrow(positions(), sum, dw, 0);
    scratch.release(mark);
  }
}
