package dev.kern.kernel.convolution;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.codegen.ChannelVectors;
import dev.kern.kernel.codegen.Emitter;
import dev.kern.kernel.codegen.Emitter.Index;
import dev.kern.kernel.codegen.Emitter.Lanes;
import dev.kern.kernel.codegen.EpilogueEmitter;
import dev.kern.kernel.codegen.KernelPattern;

/// A few pixels times a few vectors of filters of a convolution with a window of one pixel, with
/// all sums in registers.
///
/// ```
/// sum[o] = b                                     for each pixel o
/// for k < n: for c < step:                       input channels
///   sum[o] += x[k * step + c + o * inner] * w[(k * step + c) * vectors]
/// y[o * outer] = finish(sum[o])
/// ```
///
/// The filters are packed: a row holds whole vectors, as many as this block has, and the next one
/// follows it. If the channels don't fill the last vector, it holds the last channels, some of them
/// a second time.
///
/// @param pixels of the block
/// @param channels of the block
/// @param step input channels per turn of the loop
/// @param inner channels of the input
/// @param outer channels of the output, of which this block computes some
record PointwisePattern(
    int lanes, int pixels, int channels, int step, int inner, int outer, Epilogue epilogue)
    implements KernelPattern {
  @Override
  public String label() {
    return "Point%dx%d".formatted(pixels, channels);
  }

  @Override
  public int reach(int n) {
    int x = pixels * inner + n * step;
    int w = n * step * (channels + lanes);
    return Math.max(Math.max(x, w), pixels * outer + channels) + 2 * lanes;
  }

  @Override
  public int tiny() {
    return 16;
  }

  @Override
  public void write(Emitter e, Arguments a) {
    ChannelVectors strip = new ChannelVectors(e, lanes, channels);
    int vectors = strip.count();
    Lanes[][] sum = new Lanes[pixels][vectors];
    for (int i = 0; i < vectors; i++) {
      Lanes b = epilogue.bias() ? strip.load(a.b(), a.bAt(), 0, i) : e.splat(0f);
      for (int o = 0; o < pixels; o++) {
        sum[o][i] = e.copy(b);
      }
    }
    e.loop(
        a.n(),
        k -> {
          Index x = e.at(a.xAt(), k, step);
          Index w = e.at(a.wAt(), k, step * vectors * lanes);
          for (int c = 0; c < step; c++) {
            Lanes[] filter = new Lanes[vectors];
            for (int i = 0; i < vectors; i++) {
              filter[i] = e.load(a.w(), w, (c * vectors + i) * lanes);
            }
            for (int o = 0; o < pixels; o++) {
              Lanes pixel = e.splat(a.x(), x, o * inner + c);
              for (int i = 0; i < vectors; i++) {
                e.fma(sum[o][i], pixel, filter[i]);
              }
            }
          }
        });
    EpilogueEmitter finish = new EpilogueEmitter(e, strip, epilogue);
    EpilogueEmitter.StoreTarget to = EpilogueEmitter.StoreTarget.of(a);
    for (int o = 0; o < pixels; o++) {
      for (int i = 0; i < vectors; i++) {
        finish.pixel(sum[o][i], to, o * outer, i);
      }
    }
    finish.rest(to, 1, 0, pixels, outer);
  }
}
