package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.ChannelPadding;

/// A [Convolution] with fewer filters than a vector has lanes: a convolution padded with zero
/// filters to the number of lanes, whose results are narrowed sample by sample. If each channel has
/// its own filter, images are widened too.
///
/// @param pixels stored per sample
/// @param wide the convolution with as many filters as lanes
public record NarrowConvolution(
    Geometry geometry, ChannelPadding widening, int pixels, Epilogue epilogue, Convolution wide)
    implements Convolution {
  public static NarrowConvolution of(Geometry g, Epilogue epilogue, Specialiser specialiser) {
    int lanes = specialiser.machine().lanes();
    return new NarrowConvolution(
        g,
        new ChannelPadding(g.outChannels(), lanes),
        g.outHeight() * g.outWidth() / (epilogue.pools() ? 4 : 1),
        epilogue,
        g.isDepthwise()
            ? DepthwiseConvolution.of(g.withFilters(lanes), epilogue, specialiser)
            : VectorConvolution.of(g.withFilters(lanes), epilogue, specialiser));
  }

  /// Window positions times input channels of a group, the rows of the filter.
  private int positions() {
    return geometry.filterSize() / geometry.outChannels();
  }

  private int wideImage() {
    return geometry.isDepthwise() ? geometry.inHeight() * geometry.inWidth() : 0;
  }

  @Override
  public int scratch() {
    return (positions() + 1 + 2 * pixels + wideImage()) * widening.lanes() + wide.scratch();
  }

  @Override
  public void run(
      int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer side, Scratch scratch) {
    int mark = scratch.mark();
    Buffer filter = scratch.take(positions() * widening.lanes());
    Buffer bias = scratch.take(widening.lanes());
    Buffer result = scratch.take(pixels * widening.lanes());
    Buffer wideSide = scratch.take(pixels * widening.lanes());
    Buffer wideImage = scratch.take(wideImage() * widening.lanes());
    Scratch.View image = scratch.view();
    widening.widen(positions(), w, 0, filter);
    if (epilogue.bias()) {
      widening.widen(1, b, 0, bias);
    }
    for (int n = from; n < to; n++) {
      int stored = n * pixels * widening.channels();
      if (epilogue.residual()) {
        widening.widen(pixels, side, stored, wideSide);
      }
      if (geometry.isDepthwise()) {
        widening.widen(wideImage(), x, n * geometry.inSize(), wideImage);
        image.over(wideImage, 0);
      } else {
        image.over(x, n * geometry.inSize());
      }
      wide.run(0, 1, image, filter, bias, result, wideSide, scratch);
      widening.narrow(pixels, result, y, stored);
      if (epilogue.trace()) {
        widening.narrow(pixels, wideSide, side, stored);
      }
    }
    scratch.release(mark);
  }
}
