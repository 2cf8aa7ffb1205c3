package dev.kern.kernel;

import dev.kern.kernel.Emitter.Index;
import dev.kern.kernel.Emitter.Lanes;
import java.util.List;

/// A piece of a depthwise convolution's gradient by filter: some rows and columns of the window
/// times a strip of channels, all sums in registers.
///
/// ```
/// sum[k,v] = y[k * yBase + v * channels]         for each window row k and column v
/// for i < n: for s < segments:                   rows of the output, pieces of a row
///   sum[k,v] += x[i * xStep + s * xSegment + p * channels + k * xBase]
///             * w[i * wStep + s * wSegment + o * channels]
///                                                for each tap (p, v, o)
/// y[k * yBase + v * channels] = sum[k,v]
/// ```
///
/// As in a [FilterPattern] `w` is `dy`, and `y` is `dw`; but a pixel is a vector of its own
/// channels.
///
/// @param taps counted from the first input column, window column and output column of the piece
/// @param rows how many window rows
/// @param xBase from a window row's image to the next one's
/// @param yBase from a row of the filter to the next
/// @param strip how many channels this piece computes
/// @param channels of image, filter and result
/// @param xStep from the image row of one output row to that of the next
/// @param wStep from a row of `dy` to the next
/// @param segments equal pieces of a row
/// @param xSegment from a segment's image to the next one's
/// @param wSegment from a segment's `dy` to the next one's
record DepthwiseFilterPattern(
    int lanes,
    List<Tap> taps,
    int rows,
    int xBase,
    int yBase,
    int strip,
    int channels,
    int xStep,
    int wStep,
    int segments,
    int xSegment,
    int wSegment)
    implements Pattern {

  @Override
  public String label() {
    return "DepthwiseFilter%dx%dx%d".formatted(rows, window(), strip);
  }

  @Override
  public int reach() {
    int p = taps.stream().mapToInt(Tap::p).max().orElse(0);
    int x = (p + 1) * channels + rows * xBase + segments * xSegment;
    int y = rows * yBase + window() * channels;
    return Math.max(Math.max(x, y), columns() * channels + segments * wSegment) + strip + 2 * lanes;
  }

  private int window() {
    return 1 + taps.stream().mapToInt(Tap::v).max().orElse(0);
  }

  private int columns() {
    return 1 + taps.stream().mapToInt(Tap::o).max().orElse(0);
  }

  @Override
  public void write(Emitter e, Arguments a) {
    Strip vectors = new Strip(e, lanes, strip);
    Lanes[][][] sum = new Lanes[rows][window()][];
    for (int k = 0; k < rows; k++) {
      for (int v = 0; v < window(); v++) {
        sum[k][v] = vectors.load(a.y(), a.yAt(), k * yBase + v * channels);
      }
    }
    e.loop(
        a.n(),
        i -> {
          Index x = e.at(a.xAt(), i, xStep);
          Index w = e.at(a.wAt(), i, wStep);
          e.loop(
              segments, s -> pass(e, a, vectors, sum, e.at(x, s, xSegment), e.at(w, s, wSegment)));
        });
    for (int k = 0; k < rows; k++) {
      for (int v = 0; v < window(); v++) {
        for (int i = 0; i < vectors.count(); i++) {
          vectors.store(sum[k][v][i], a.y(), a.yAt(), k * yBase + v * channels, i);
        }
      }
    }
  }

  /// All taps of one segment.
  private void pass(Emitter e, Arguments a, Strip vectors, Lanes[][][] sum, Index x, Index dy) {
    Lanes[][] gradient = new Lanes[columns()][];
    for (int at = 0; at < taps.size(); at = Tap.endOfPixel(taps, at)) {
      List<Tap> ofPixel = taps.subList(at, Tap.endOfPixel(taps, at));
      for (Tap tap : ofPixel) {
        if (gradient[tap.o()] == null) {
          gradient[tap.o()] = vectors.load(a.w(), dy, tap.o() * channels);
        }
      }
      for (int k = 0; k < rows; k++) {
        Lanes[] pixel = vectors.load(a.x(), x, taps.get(at).p() * channels + k * xBase);
        for (Tap tap : ofPixel) {
          for (int i = 0; i < pixel.length; i++) {
            e.fma(sum[k][tap.v()][i], pixel[i], gradient[tap.o()][i]);
          }
        }
      }
    }
  }
}
