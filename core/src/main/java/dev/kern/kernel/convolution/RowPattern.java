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

/// A piece of a row of a convolution or of its input gradient: a few pixels times a few vectors of
/// channels, with all sums in registers.
///
/// ```
/// sum[o] = b                                     for each output column o
/// for u < n:                                     window rows
///   for c < inner:                               input channels
///     sum[o] += x[u * xStep + p * inner + c]     for each tap (p, v, o)
///             * w[u * wStep + (v * inner + c) * wRow]
/// y[o * outer] = finish(sum[o])
/// ```
///
/// The taps are unrolled: the window's columns stay in registers while the pixels stream by, each
/// loaded once, and taps that would read padding are left out.
///
/// Several copies of the piece, for the next rows or samples, can be computed at once. They share
/// the filter, and keep more sums in flight where one row is too short to hide the latency of a
/// multiply-add. Pooling in registers also needs two copies.
///
/// @param taps counted from the first input and output column of the piece
/// @param pixels output columns
/// @param channels output channels
/// @param inner channels of the input
/// @param outer channels of the output tensor, of which this piece computes some
/// @param xStep from a window row's input to the next one's
/// @param wStep from a window row of the filter to the next
/// @param wRow from an input channel of the filter to the next
/// @param wChannels floats of a row of the filter that are read, see [FilterStrips]
/// @param copies how many are computed at once
/// @param xCopy from a copy's input to the next one's
/// @param yCopy from a copy's output to the next one's
/// @param epilogue what happens to the sums
public record RowPattern(
    int lanes,
    List<Tap> taps,
    int pixels,
    int channels,
    int inner,
    int outer,
    int xStep,
    int wStep,
    int wRow,
    int wChannels,
    int copies,
    int xCopy,
    int yCopy,
    Epilogue epilogue)
    implements KernelPattern {

  @Override
  public String label() {
    return "Row%dx%d".formatted(copies * pixels, channels);
  }

  @Override
  public int reach(int n) {
    int x =
        taps.stream().mapToInt(Tap::p).max().orElse(0) * inner
            + inner
            + copies * Math.abs(xCopy)
            + n * Math.abs(xStep);
    int w = (window() + 1) * inner * wRow + n * Math.abs(wStep);
    return Math.max(Math.max(x, w), pixels * outer + copies * yCopy) + 2 * lanes;
  }

  private int window() {
    return taps.stream().mapToInt(Tap::v).max().orElse(0);
  }

  @Override
  public void write(Emitter e, Arguments a) {
    ChannelVectors strip = new ChannelVectors(e, lanes, channels);
    Lanes[][][] sum = start(e, a, strip);
    if (!taps.isEmpty()) {
      e.loop(
          a.n(),
          u -> {
            Index x = e.at(a.xAt(), u, xStep);
            Index w = e.at(a.wAt(), u, wStep);
            e.loop(inner, c -> pass(e, a, strip, sum, e.at(x, c, 1), e.at(w, c, wRow)));
          });
    }
    EpilogueEmitter finish = new EpilogueEmitter(e, strip, epilogue);
    EpilogueEmitter.StoreTarget to = EpilogueEmitter.StoreTarget.of(a);
    finish(finish, to, strip.count(), sum);
    finish.rest(to, copies, yCopy, pixels, outer);
  }

  /// The sums of all copies, pixels and vectors, initialised with the bias.
  private Lanes[][][] start(Emitter e, Arguments a, ChannelVectors strip) {
    Lanes[][][] sum = new Lanes[copies][pixels][strip.count()];
    for (int i = 0; i < strip.count(); i++) {
      Lanes b = epilogue.bias() ? strip.load(a.b(), a.bAt(), 0, i) : e.splat(0f);
      for (int r = 0; r < copies; r++) {
        for (int o = 0; o < pixels; o++) {
          sum[r][o][i] = e.copy(b);
        }
      }
    }
    return sum;
  }

  /// All taps of one input channel and window row.
  private void pass(
      Emitter e, Arguments a, ChannelVectors strip, Lanes[][][] sum, Index x, Index w) {
    ChannelVectors filters = new ChannelVectors(e, lanes, wChannels);
    Lanes[][] filter = new Lanes[window() + 1][];
    for (Tap tap : taps) {
      if (filter[tap.v()] == null) {
        filter[tap.v()] = filters.load(a.w(), w, tap.v() * inner * wRow);
      }
    }
    for (int at = 0; at < taps.size(); at = Tap.endOfPixel(taps, at)) {
      for (int r = 0; r < copies; r++) {
        Lanes pixel = e.splat(a.x(), x, taps.get(at).p() * inner + r * xCopy);
        for (Tap tap : taps.subList(at, Tap.endOfPixel(taps, at))) {
          for (int i = 0; i < strip.count(); i++) {
            e.fma(sum[r][tap.o()][i], pixel, filter[tap.v()][i]);
          }
        }
      }
    }
  }

  private void finish(
      EpilogueEmitter finish, EpilogueEmitter.StoreTarget to, int vectors, Lanes[][][] sum) {
    for (int i = 0; i < vectors; i++) {
      if (epilogue.pools()) {
        for (int o = 0; o < pixels; o += 2) {
          Lanes[] square = {sum[0][o][i], sum[0][o + 1][i], sum[1][o][i], sum[1][o + 1][i]};
          finish.pool(square, to, o / 2 * outer, i);
        }
      } else {
        for (int r = 0; r < copies; r++) {
          for (int o = 0; o < pixels; o++) {
            finish.pixel(sum[r][o][i], to, r * yCopy + o * outer, i);
          }
        }
      }
    }
  }
}
