package dev.kern.kernel.convolution;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.codegen.ChannelVectors;
import dev.kern.kernel.codegen.Emitter;
import dev.kern.kernel.codegen.Emitter.Index;
import dev.kern.kernel.codegen.Emitter.Lanes;
import dev.kern.kernel.codegen.EpilogueEmitter;
import dev.kern.kernel.codegen.KernelPattern;
import dev.kern.kernel.codegen.Tap;
import java.util.List;

/// A piece of a row of a depthwise convolution or its input gradient: a few pixels of a few vectors
/// of channels, one vector after the other, with the sums of each in registers.
///
/// ```
/// for s < strips:                                vectors of channels
///   sum[o] = b                                   for each output column o
///   for u < n:                                   window rows
///     sum[o] += x[u * xStep + p * channels] * w[u * wStep + v * channels]
///                                                for each tap (p, v, o)
///   y[o * channels] = finish(sum[o])
/// ```
///
/// Unlike in a [RowPattern], a pixel is a vector of its own channels. There are few window rows, so
/// a vector takes only tens of cycles; the kernel loops over the strips because a call for each
/// would cost as much.
///
/// @param taps counted from the first input and output column of the piece
/// @param pixels output columns
/// @param strips how many vectors of neighbouring channels
/// @param channels of image, filter and result
/// @param xStep from a window row's input to the next one's
/// @param wStep from a window row of the filter to the next
/// @param epilogue what happens to the sums
record DepthwisePattern(
    int lanes,
    List<Tap> taps,
    int pixels,
    int strips,
    int channels,
    int xStep,
    int wStep,
    Epilogue epilogue)
    implements KernelPattern {

  @Override
  public String label() {
    return "Depthwise%dx%d".formatted(pixels, strips * lanes);
  }

  @Override
  public int reach(int n) {
    int p = taps.stream().mapToInt(Tap::p).max().orElse(0);
    int v = taps.stream().mapToInt(Tap::v).max().orElse(0);
    int step = Math.max(Math.abs(xStep), Math.abs(wStep));
    return (Math.max(Math.max(p, v), pixels) + 1) * channels + strips * lanes + n * step;
  }

  @Override
  public void write(Emitter e, Arguments a) {
    ChannelVectors strip = new ChannelVectors(e, lanes, lanes);
    e.loop(
        strips,
        s -> {
          Lanes[] sum = start(e, a, strip, e.at(a.bAt(), s, lanes));
          Index xAt = e.at(a.xAt(), s, lanes);
          Index wAt = e.at(a.wAt(), s, lanes);
          if (!taps.isEmpty()) {
            e.loop(a.n(), u -> pass(e, a, strip, sum, e.at(xAt, u, xStep), e.at(wAt, u, wStep)));
          }
          EpilogueEmitter finish = new EpilogueEmitter(e, strip, epilogue);
          EpilogueEmitter.StoreTarget to =
              new EpilogueEmitter.StoreTarget(
                  a.y(), e.at(a.yAt(), s, lanes), a.t(), e.at(a.tAt(), s, lanes));
          for (int o = 0; o < pixels; o++) {
            finish.pixel(sum[o], to, o * channels, 0);
          }
          finish.rest(to, 1, 0, pixels, channels);
        });
  }

  /// The sums of all pixels, initialised with the bias.
  private Lanes[] start(Emitter e, Arguments a, ChannelVectors strip, Index bAt) {
    Lanes b = epilogue.bias() ? strip.load(a.b(), bAt, 0, 0) : e.splat(0f);
    Lanes[] sum = new Lanes[pixels];
    for (int o = 0; o < pixels; o++) {
      sum[o] = e.copy(b);
    }
    return sum;
  }

  /// All taps of one window row.
  private void pass(Emitter e, Arguments a, ChannelVectors strip, Lanes[] sum, Index x, Index w) {
    Lanes[] filter = new Lanes[1 + taps.stream().mapToInt(Tap::v).max().orElse(0)];
    for (Tap tap : taps) {
      if (filter[tap.v()] == null) {
        filter[tap.v()] = strip.load(a.w(), w, tap.v() * channels, 0);
      }
    }
    for (int at = 0; at < taps.size(); at = Tap.endOfPixel(taps, at)) {
      Lanes pixel = strip.load(a.x(), x, taps.get(at).p() * channels, 0);
      for (Tap tap : taps.subList(at, Tap.endOfPixel(taps, at))) {
        e.fma(sum[tap.o()], pixel, filter[tap.v()]);
      }
    }
  }
}
