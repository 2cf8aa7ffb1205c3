package dev.kern.kernel.convolution;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.codegen.ChannelVectors;
import dev.kern.kernel.codegen.Emitter;
import dev.kern.kernel.codegen.Emitter.Index;
import dev.kern.kernel.codegen.Emitter.Lanes;
import dev.kern.kernel.codegen.EpilogueEmitter;
import dev.kern.kernel.codegen.KernelPattern;

/// Blocks of a few pixels, one after the other, times a few vectors of filters of a convolution
/// with a window of one pixel, with all sums of a block in registers.
///
/// ```
/// for i < blocks:
///   sum[o] = b                                   for each pixel o of the block
///   for k < turns: for c < step:                 input channels
///     sum[o] += x[(i * pixels + o) * inner + k * step + c] * w[(k * step + c) * vectors]
///   y[(i * pixels + o) * outer] = finish(sum[o])
/// ```
///
/// The filters are packed: a row holds whole vectors, as many as this block has, and the next one
/// follows it. If the channels don't fill the last vector, it holds the last channels, some of them
/// a second time.
///
/// Over few input channels a block takes less time than a call: so there is a loop over blocks.
/// Over many it would gain nothing, and the just-in-time compiler does better without, see
/// [#mostBlocks]. Both `blocks` and `turns` are in the argument `n`, see [#n].
///
/// @param pixels of a block
/// @param channels of a block
/// @param step input channels per turn of the inner loop
/// @param inner channels of the input
/// @param outer channels of the output, of which this computes some
record PointwisePattern(
    int lanes, int pixels, int channels, int step, int inner, int outer, Epilogue epilogue)
    implements KernelPattern {
  private static final int TURN_BITS = 20;

  /// Over so many input channels a block still takes less time than a few calls; measured.
  private static final int MANY = 32;

  /// The most turns of a call.
  static final int MOST_TURNS = (1 << TURN_BITS) - 1;

  /// The argument `n` for so many blocks, and turns of the loop over input channels.
  static int n(int blocks, int turns) {
    return blocks << TURN_BITS | turns;
  }

  /// The most blocks of a call.
  ///
  /// @param inner channels of the input
  static int mostBlocks(int inner) {
    return inner > MANY ? 1 : Integer.MAX_VALUE >> TURN_BITS;
  }

  @Override
  public String label() {
    return "Point%dx%d".formatted(pixels, channels);
  }

  @Override
  public int reach(int n) {
    int blocks = n >> TURN_BITS;
    int turns = n - n(blocks, 0);
    int x = blocks * pixels * inner + turns * step;
    int w = turns * step * (channels + lanes);
    return Math.max(Math.max(x, w), blocks * pixels * outer + channels) + 2 * lanes;
  }

  @Override
  public int tiny() {
    return mostBlocks(inner) == 1 ? n(1, 16) : n(2, 8);
  }

  @Override
  public void write(Emitter e, Arguments a) {
    Index turns = e.low(a.n(), TURN_BITS);
    if (mostBlocks(inner) == 1) {
      block(e, a, turns, a.xAt(), a.yAt(), a.tAt());
      return;
    }
    e.loop(
        e.high(a.n(), TURN_BITS),
        i -> {
          Index y = e.at(a.yAt(), i, pixels * outer);
          Index t = e.at(a.tAt(), i, pixels * outer);
          block(e, a, turns, e.at(a.xAt(), i, pixels * inner), y, t);
        });
  }

  private void block(Emitter e, Arguments a, Index turns, Index xAt, Index y, Index t) {
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
        turns,
        k -> {
          Index x = e.at(xAt, k, step);
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
    EpilogueEmitter.StoreTarget to = new EpilogueEmitter.StoreTarget(a.y(), y, a.t(), t);
    for (int o = 0; o < pixels; o++) {
      for (int i = 0; i < vectors; i++) {
        finish.pixel(sum[o][i], to, o * outer, i);
      }
    }
    finish.rest(to, 1, 0, pixels, outer);
  }
}
