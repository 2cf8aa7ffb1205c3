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

/// Some columns of several rows of a depthwise convolution or its input gradient, for a few vectors
/// of channels, one vector after the other, with the sums of each in registers.
///
/// ```
/// for i < rows: for k < pieces: for s < strips:  rows, pieces of a row, vectors of channels
///   sum[o] = b                                   for each output column o of a piece
///   for u < height:                              window rows
///     sum[o] += x[i * xRow + k * xPiece + u * xStep + p * channels]
///             * w[u * wStep + v * channels]      for each tap (p, v, o)
///   y[i * yRow + (k * pixels + o) * channels] = finish(sum[o])
/// ```
///
/// Unlike in a [RowPattern], a pixel is a vector of its own channels, and a vector takes only tens
/// of cycles. A call for each, or for each row, would cost as much: so there are loops over all.
/// Both `rows` and `height` are in the argument `n`, see [#n]. As straight-line code the window's
/// rows would be twice as slow with 16 registers, and every height would be a kernel of its own.
///
/// @param taps counted from the first input and output column of a piece
/// @param pixels output columns of a piece
/// @param pieces how many pieces, which have the same taps
/// @param strips how many vectors of neighbouring channels
/// @param channels of image, filter and result
/// @param xRow from a row's input to the next one's
/// @param yRow from a row's output to the next one's
/// @param xPiece from a piece's input to the next one's
/// @param xStep from a window row's input to the next one's
/// @param wStep from a window row of the filter to the next
/// @param epilogue what happens to the sums
record DepthwisePattern(
    int lanes,
    List<Tap> taps,
    int pixels,
    int pieces,
    int strips,
    int channels,
    int xRow,
    int yRow,
    int xPiece,
    int xStep,
    int wStep,
    Epilogue epilogue)
    implements KernelPattern {
  private static final int HEIGHT_BITS = 14;

  /// The argument `n` for so many rows that read so many rows of the window.
  static int n(int rows, int height) {
    return rows << HEIGHT_BITS | height;
  }

  @Override
  public String label() {
    return "Depthwise%dx%d".formatted(pixels, strips * lanes);
  }

  @Override
  public int reach(int n) {
    int rows = n >> HEIGHT_BITS;
    int height = n - n(rows, 0);
    int x = rows * xRow + pieces * xPiece + height * Math.abs(xStep);
    int w = height * Math.abs(wStep);
    int y = rows * yRow + pieces * pixels * channels;
    return Math.max(Math.max(x, y), w) + (most(true) + pixels + 1) * channels + strips * lanes;
  }

  /// The largest input column or window column of the taps.
  private int most(boolean input) {
    return taps.stream().mapToInt(tap -> input ? tap.p() : tap.v()).max().orElse(0);
  }

  @Override
  public int tiny() {
    return n(1, 2);
  }

  @Override
  public void write(Emitter e, Arguments a) {
    Index height = e.low(a.n(), HEIGHT_BITS);
    e.loop(
        e.high(a.n(), HEIGHT_BITS),
        i ->
            e.loop(
                pieces,
                k -> {
                  Index x = e.at(e.at(a.xAt(), i, xRow), k, xPiece);
                  Index y = e.at(e.at(a.yAt(), i, yRow), k, pixels * channels);
                  Index t = e.at(e.at(a.tAt(), i, yRow), k, pixels * channels);
                  e.loop(strips, s -> piece(e, a, s, height, x, y, t));
                }));
  }

  /// A vector of channels of a piece.
  private void piece(Emitter e, Arguments a, Index s, Index height, Index x, Index y, Index t) {
    ChannelVectors strip = new ChannelVectors(e, lanes, lanes);
    Lanes[] sum = start(e, a, strip, e.at(a.bAt(), s, lanes));
    Index xAt = e.at(x, s, lanes);
    Index wAt = e.at(a.wAt(), s, lanes);
    if (!taps.isEmpty()) {
      e.loop(height, u -> pass(e, a, strip, sum, e.at(xAt, u, xStep), e.at(wAt, u, wStep)));
    }
    EpilogueEmitter finish = new EpilogueEmitter(e, strip, epilogue);
    EpilogueEmitter.StoreTarget to =
        new EpilogueEmitter.StoreTarget(a.y(), e.at(y, s, lanes), a.t(), e.at(t, s, lanes));
    for (int o = 0; o < pixels; o++) {
      finish.pixel(sum[o], to, o * channels, 0);
    }
    finish.rest(to, 1, 0, pixels, channels);
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
    Lanes[] filter = new Lanes[1 + most(false)];
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
