package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Convolution;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.ChannelPadding;

/// A [Convolution] with fewer filters than a vector has lanes: a convolution padded with zero
/// filters to the number of lanes, whose results are narrowed sample by sample.
///
/// @param positions window positions times input channels, the rows of the filter
/// @param imageSize floats of a sample
/// @param pixels stored per sample
/// @param wide the convolution with as many filters as lanes
public record NarrowConvolution(
    ChannelPadding widening,
    int positions,
    int imageSize,
    int pixels,
    Epilogue epilogue,
    Convolution wide)
    implements Convolution {
  public static NarrowConvolution of(Geometry g, Epilogue epilogue, Specialiser specialiser) {
    ChannelPadding widening = new ChannelPadding(g.outChannels(), specialiser.machine().lanes());
    int pixels = g.outHeight() * g.outWidth() / (epilogue.pools() ? 4 : 1);
    return new NarrowConvolution(
        widening,
        g.filterSize() / g.outChannels(),
        g.inSize(),
        pixels,
        epilogue,
        VectorConvolution.of(
            g.withOutChannels(specialiser.machine().lanes()), epilogue, specialiser));
  }

  @Override
  public int scratch() {
    return (positions + 1 + 2 * pixels) * widening.lanes() + wide.scratch();
  }

  @Override
  public void run(
      int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer side, Scratch scratch) {
    int mark = scratch.mark();
    Buffer filter = scratch.take(positions * widening.lanes());
    Buffer bias = scratch.take(widening.lanes());
    Buffer result = scratch.take(pixels * widening.lanes());
    Buffer wideSide = scratch.take(pixels * widening.lanes());
    Scratch.View image = scratch.view();
    widening.widen(positions, w, 0, filter);
    if (epilogue.bias()) {
      widening.widen(1, b, 0, bias);
    }
    for (int n = from; n < to; n++) {
      int stored = n * pixels * widening.channels();
      if (epilogue.residual()) {
        widening.widen(pixels, side, stored, wideSide);
      }
      wide.run(0, 1, image.over(x, n * imageSize), filter, bias, result, wideSide, scratch);
      widening.narrow(pixels, result, y, stored);
      if (epilogue.trace()) {
        widening.narrow(pixels, wideSide, side, stored);
      }
    }
    scratch.release(mark);
  }
}
