package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.FilterGradient;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.ChannelPadding;

/// A [FilterGradient] with fewer filters than a vector has lanes: a gradient for as many filters as
/// lanes, over output gradients widened sample by sample, and images too if each channel has its
/// own filter.
///
/// @param wide the gradient with as many filters as lanes
public record NarrowFilterGradient(
    Geometry geometry, ChannelPadding widening, VectorFilterGradient wide)
    implements FilterGradient {
  public static NarrowFilterGradient of(Geometry g, Specialiser specialiser) {
    int lanes = specialiser.machine().lanes();
    return new NarrowFilterGradient(
        g,
        new ChannelPadding(g.outChannels(), lanes),
        VectorFilterGradient.of(g.withFilters(lanes), specialiser));
  }

  private int positions() {
    return geometry.filterSize() / geometry.outChannels();
  }

  private int pixels() {
    return geometry.outHeight() * geometry.outWidth();
  }

  private int wideImage() {
    return geometry.isDepthwise() ? geometry.inHeight() * geometry.inWidth() : 0;
  }

  @Override
  public int scratch() {
    return (positions() + pixels() + wideImage()) * widening.lanes() + wide.scratch();
  }

  @Override
  public void run(int slice, int from, int to, Buffer x, Buffer dy, Buffer dw, Scratch scratch) {
    int mark = scratch.mark();
    int size = positions() * widening.lanes();
    Buffer sum = scratch.take(size);
    Buffer gradient = scratch.take(pixels() * widening.lanes());
    Buffer wideImage = scratch.take(wideImage() * widening.lanes());
    Scratch.View image = scratch.view();
    sum.fill(0, size, 0);
    for (int n = from; n < to; n++) {
      widening.widen(pixels(), dy, n * geometry.outSize(), gradient);
      if (geometry.isDepthwise()) {
        widening.widen(wideImage(), x, n * geometry.inSize(), wideImage);
        image.over(wideImage, 0);
      } else {
        image.over(x, n * geometry.inSize());
      }
      wide.add(0, 1, image, gradient, sum, scratch);
    }
    widening.narrow(positions(), sum, dw, 0);
    scratch.release(mark);
  }
}
