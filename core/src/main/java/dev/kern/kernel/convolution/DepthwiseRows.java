package dev.kern.kernel.convolution;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.codegen.Blocking;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.codegen.Tap;
import java.util.ArrayList;
import java.util.List;

/// The rows of a depthwise convolution, forward and gradient by input, made of [DepthwisePattern]s.
/// There are at least as many channels as lanes.
record DepthwiseRows(Geometry g, Specialiser specialiser) {
  /// More vectors than this per call gain nothing.
  private static final int MOST_STRIPS = 8;

  /// The rows of the sums, finished as `epilogue` says, which must not pool.
  ForwardRows forward(Epilogue epilogue) {
    Blocking.Taps taps = (from, to) -> Tap.forward(g, from, to);
    int pixels = pixels(taps, g.outWidth(), 1);
    List<List<RowLoop.Piece>> strips = new ArrayList<>();
    for (Interval strip : strips()) {
      strips.add(
          pieces(strip, taps, Interval.even(g.outWidth(), pixels, 1), xStep(), wStep(), epilogue));
    }
    RowLoop loop = new RowLoop(List.copyOf(strips), RowLoop.forwardLines(g, 1));
    return new ForwardRows(PaddedLayout.NONE, loop, 1, loop);
  }

  /// The rows of the gradient by input; see [BackwardRows].
  BackwardRows backward() {
    StridePhases phases = StridePhases.of(g);
    Blocking.Taps taps = (from, to) -> Tap.backward(g, from, to);
    int pixels = pixels(taps, g.inWidth(), g.stride());
    int xStep = -phases.dyStep() * g.outRow();
    int wStep = phases.windowStep() * wStep();
    List<List<RowLoop.Piece>> strips = new ArrayList<>();
    for (Interval strip : strips()) {
      List<Interval> cuts = Interval.even(g.inWidth(), pixels, g.stride());
      strips.add(pieces(strip, taps, cuts, xStep, wStep, Epilogue.none()));
    }
    RowLoop loop = new RowLoop(List.copyOf(strips), RowLoop.backwardLines(g, g.outRow()));
    return new BackwardRows(PaddedLayout.NONE, loop, 1, loop);
  }

  private int xStep() {
    return g.dilation() * g.inRow();
  }

  private int wStep() {
    return g.filterSize() / g.kernelHeight();
  }

  private int pixels(Blocking.Taps taps, int width, int unit) {
    return new Blocking(specialiser.machine())
        .row(taps, width, unit, specialiser.machine().lanes(), g.kernelHeight(), 1, 1)
        .pixels();
  }

  /// Runs of whole vectors, the last of which overlaps the one before where channels don't fill it.
  private List<Interval> strips() {
    int lanes = specialiser.machine().lanes();
    int whole = g.inChannels() / lanes;
    List<Interval> strips = new ArrayList<>();
    for (Interval interval : Interval.even(whole, MOST_STRIPS, 1)) {
      strips.add(new Interval(interval.from() * lanes, interval.to() * lanes));
    }
    if (whole * lanes < g.inChannels()) {
      strips.add(new Interval(g.inChannels() - lanes, g.inChannels()));
    }
    return strips;
  }

  private List<RowLoop.Piece> pieces(
      Interval strip,
      Blocking.Taps taps,
      List<Interval> cuts,
      int xStep,
      int wStep,
      Epilogue epilogue) {
    int channels = g.inChannels();
    List<RowLoop.Piece> pieces = new ArrayList<>();
    for (Interval interval : cuts) {
      List<Tap> ofCut = taps.of(interval.from(), interval.to());
      int first = Tap.first(ofCut);
      DepthwisePattern pattern =
          new DepthwisePattern(
              specialiser.machine().lanes(),
              Tap.relative(ofCut, first, interval.from()),
              interval.size(),
              strip.size() / specialiser.machine().lanes(),
              channels,
              xStep,
              wStep,
              epilogue);
      pieces.add(
          new RowLoop.Piece(
              specialiser.kernel(pattern),
              first * channels + strip.from(),
              strip.from(),
              interval.from() * channels + strip.from(),
              strip.from()));
    }
    return List.copyOf(pieces);
  }
}
