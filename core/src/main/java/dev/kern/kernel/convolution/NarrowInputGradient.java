package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.InputGradient;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.ChannelPadding;
import dev.kern.kernel.vector.VectorElementwiseKernels;

/// An [InputGradient] with fewer image channels than a vector has lanes: a gradient padded with
/// zero channels to the number of lanes, whose results are narrowed sample by sample. If each
/// channel has its own filter, `dy` is widened too.
///
/// The packed filter follows the widened one.
///
/// @param wide the gradient with as many image channels as lanes
public record NarrowInputGradient(Geometry geometry, ChannelPadding widening, InputGradient wide)
    implements InputGradient {
  public static NarrowInputGradient of(Geometry g, Specialiser specialiser) {
    int lanes = specialiser.machine().lanes();
    InputGradient wide =
        g.isDepthwise()
            ? DepthwiseInputGradient.of(g.withFilters(lanes), specialiser)
            : VectorInputGradient.of(g.withInChannels(lanes), specialiser);
    return new NarrowInputGradient(g, new ChannelPadding(g.inChannels(), lanes), wide);
  }

  private int tap() {
    return geometry.groupChannels() * geometry.outChannels();
  }

  private int wideTap() {
    return widening.lanes() * (geometry.isDepthwise() ? 1 : geometry.outChannels());
  }

  private int wideFilter() {
    return geometry.taps() * wideTap();
  }

  private int pixels() {
    return geometry.inHeight() * geometry.inWidth();
  }

  private int widePixels() {
    return geometry.isDepthwise() ? geometry.outHeight() * geometry.outWidth() : 0;
  }

  @Override
  public int packed() {
    return wideFilter() + wide.packed();
  }

  @Override
  public int parts() {
    return geometry.taps();
  }

  @Override
  public void pack(int from, int to, Buffer w, Buffer packed, Scratch scratch) {
    int mark = scratch.mark();
    for (int k = from; k < to; k++) {
      int at = k * wideTap();
      VectorElementwiseKernels.LOOPS.copy(1, tap(), w, k * tap(), tap(), packed, at, tap());
      packed.fill(at + tap(), at + wideTap(), 0);
    }
    wide.pack(from, to, packed, scratch.view().over(packed, wideFilter()), scratch);
    scratch.release(mark);
  }

  @Override
  public int scratch() {
    return (pixels() + widePixels()) * widening.lanes() + wide.scratch();
  }

  @Override
  public void run(int from, int to, Buffer dy, Buffer packed, Buffer dx, Scratch scratch) {
    int mark = scratch.mark();
    Buffer result = scratch.take(pixels() * widening.lanes());
    Buffer wideGradient = scratch.take(widePixels() * widening.lanes());
    Buffer filter = scratch.view().over(packed, wideFilter());
    Scratch.View gradient = scratch.view();
    for (int n = from; n < to; n++) {
      if (geometry.isDepthwise()) {
        widening.widen(widePixels(), dy, n * geometry.outSize(), wideGradient);
        gradient.over(wideGradient, 0);
      } else {
        gradient.over(dy, n * geometry.outSize());
      }
      wide.run(0, 1, gradient, filter, result, scratch);
      widening.narrow(pixels(), result, dx, n * geometry.inSize());
    }
    scratch.release(mark);
  }
}
