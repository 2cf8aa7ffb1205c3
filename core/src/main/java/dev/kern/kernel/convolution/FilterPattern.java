package dev.kern.kernel.convolution;

import dev.kern.kernel.codegen.ChannelVectors;
import dev.kern.kernel.codegen.Emitter;
import dev.kern.kernel.codegen.Emitter.Index;
import dev.kern.kernel.codegen.Emitter.Lanes;
import dev.kern.kernel.codegen.KernelPattern;
import dev.kern.kernel.codegen.RowSegments;
import dev.kern.kernel.codegen.Tap;
import java.util.Arrays;
import java.util.List;

/// A piece of a convolution's filter gradient: a few window columns of a few bases times a strip of
/// channels, with all sums in registers.
///
/// ```
/// sum[k,v] = y[k * yBase + v * yTap]             for each base k and window column v
/// for i < n: for j < columns:                    pixels of the output
///   sum[k,v] += x[i * xStep + p * inner + k * xBase] * w[i * wStep + j * outer]
///                                                for each tap (p, v, j)
/// y[k * yBase + v * yTap] = sum[k,v]
/// ```
///
/// Here `w` is `dy`, and `y` is `dw`. A base is an input channel or, if the image has only one, a
/// window row. The taps of a few neighbouring output columns are unrolled, in a loop over equal
/// segments of the row: the gradients stay in registers while the pixels stream by. However the row
/// and the filter are divided, a sum is added in the order of the pixels.
///
/// In a depthwise convolution the bases are window rows, and a pixel is a vector of the strip's own
/// channels instead of one channel in all lanes.
///
/// @param row the segments of a row; window columns are counted from the first one of the piece
/// @param bases the number of bases
/// @param xBase from a base's image to the next one's
/// @param yBase from a base's filter to the next one's
/// @param channels of the strip
/// @param inner channels of the image
/// @param outer channels of `dy`, of which the strip has some
/// @param yTap from a window column of the filter to the next
/// @param xStep from the image row of one output row to that of the next
/// @param wStep from a row of `dy` to the next
/// @param xColumn from the image column of one output column to that of the next
/// @param depthwise whether each channel meets only its own filters
record FilterPattern(
    int lanes,
    List<RowSegments> row,
    int bases,
    int xBase,
    int yBase,
    int channels,
    int inner,
    int outer,
    int yTap,
    int xStep,
    int wStep,
    int xColumn,
    boolean depthwise)
    implements KernelPattern {

  @Override
  public String label() {
    String kind = depthwise ? "DepthwiseFilter" : "Filter";
    return "%s%dx%dx%d".formatted(kind, bases, window(), channels);
  }

  @Override
  public int reach(int n) {
    int x = bases * xBase + n * Math.abs(xStep);
    int w = n * Math.abs(wStep);
    for (RowSegments s : row) {
      int p = s.taps().stream().mapToInt(Tap::p).max().orElse(0);
      x = Math.max(x, bases * xBase + (s.p() + p) * inner + s.count() * s.columns() * xColumn);
      w = Math.max(w, (s.o() + s.count() * s.columns()) * outer);
    }
    int y = bases * yBase + window() * yTap;
    return Math.max(Math.max(x, y), w) + channels + 2 * lanes;
  }

  private int window() {
    return 1 + row.stream().flatMap(s -> s.taps().stream()).mapToInt(Tap::v).max().orElse(0);
  }

  @Override
  public void write(Emitter e, Arguments a) {
    ChannelVectors strip = new ChannelVectors(e, lanes, channels);
    Lanes[][][] sum = new Lanes[bases][window()][];
    for (int k = 0; k < bases; k++) {
      for (int v = 0; v < window(); v++) {
        sum[k][v] = strip.load(a.y(), a.yAt(), k * yBase + v * yTap);
      }
    }
    e.loop(
        a.n(),
        i -> {
          Index x = e.at(a.xAt(), i, xStep);
          Index w = e.at(a.wAt(), i, wStep);
          row.forEach(segments -> segments(e, a, strip, sum, segments, x, w));
        });
    for (int k = 0; k < bases; k++) {
      for (int v = 0; v < window(); v++) {
        for (int i = 0; i < strip.count(); i++) {
          strip.store(sum[k][v][i], a.y(), a.yAt(), k * yBase + v * yTap, i);
        }
      }
    }
  }

  /// Equal segments of the row that begins at `x` and `dy`.
  private void segments(
      Emitter e,
      Arguments a,
      ChannelVectors strip,
      Lanes[][][] sum,
      RowSegments segments,
      Index x,
      Index dy) {
    int xAt = segments.p() * inner;
    int dyAt = segments.o() * outer;
    if (segments.count() == 1) {
      pass(e, a, strip, sum, segments.taps(), x, xAt, dy, dyAt);
      return;
    }
    int columns = segments.columns();
    e.loop(
        segments.count(),
        s -> {
          Index xOf = e.at(x, s, columns * xColumn);
          Index dyOf = e.at(dy, s, columns * outer);
          pass(e, a, strip, sum, segments.taps(), xOf, xAt, dyOf, dyAt);
        });
  }

  /// All taps of one segment, which begins at `x[xAt]` and `dy[dyAt]`.
  private void pass(
      Emitter e,
      Arguments a,
      ChannelVectors strip,
      Lanes[][][] sum,
      List<Tap> taps,
      Index x,
      int xAt,
      Index dy,
      int dyAt) {
    Lanes[][] gradient = new Lanes[1 + taps.stream().mapToInt(Tap::o).max().orElse(0)][];
    for (int at = 0; at < taps.size(); at = Tap.endOfPixel(taps, at)) {
      List<Tap> ofPixel = taps.subList(at, Tap.endOfPixel(taps, at));
      for (Tap tap : ofPixel) {
        if (gradient[tap.o()] == null) {
          gradient[tap.o()] = strip.load(a.w(), dy, dyAt + tap.o() * outer);
        }
      }
      for (int k = 0; k < bases; k++) {
        Lanes[] pixel = pixel(e, a, strip, x, xAt + taps.get(at).p() * inner + k * xBase);
        for (Tap tap : ofPixel) {
          for (int i = 0; i < strip.count(); i++) {
            e.fma(sum[k][tap.v()][i], pixel[i], gradient[tap.o()][i]);
          }
        }
      }
    }
  }

  /// A pixel for each vector of the strip.
  private Lanes[] pixel(Emitter e, Arguments a, ChannelVectors strip, Index x, int offset) {
    if (depthwise) {
      return strip.load(a.x(), x, offset);
    }
    Lanes[] pixel = new Lanes[strip.count()];
    Arrays.fill(pixel, e.splat(a.x(), x, offset));
    return pixel;
  }
}
