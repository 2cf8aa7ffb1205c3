package dev.kern.kernel.convolution;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.codegen.Tap;
import java.util.ArrayList;
import java.util.List;

/// The rows of a depthwise convolution and of its input gradient, composed of [DepthwisePattern]s.
/// There are at least as many channels as lanes.
record DepthwiseRows(Geometry g, Specialiser specialiser) {
  /// More vectors per call gain nothing.
  private static final int MOST_STRIPS = 8;

  /// The rows of the sums, finished as `epilogue` says, which must not pool.
  SampleRows forward(Epilogue epilogue) {
    RegisterBlocking.Taps taps = (from, to) -> Tap.forward(g, from, to);
    int xStep = g.dilation() * g.inRow();
    return rows(taps, g.outWidth(), 1, xStep, wStep(), epilogue, RowLoop.forwardLines(g, 1));
  }

  /// The rows of the input gradient; see [BackwardRows].
  SampleRows backward() {
    StridePhases phases = StridePhases.of(g);
    RegisterBlocking.Taps taps = (from, to) -> Tap.backward(g, from, to);
    int xStep = -phases.dyStep() * g.outRow();
    int wStep = phases.windowStep() * wStep();
    List<RowLoop.Line> lines = RowLoop.backwardLines(g, g.outRow());
    return rows(taps, g.inWidth(), g.stride(), xStep, wStep, Epilogue.none(), lines);
  }

  private int wStep() {
    return g.filterSize() / g.kernelHeight();
  }

  private int pixels(RegisterBlocking.Taps taps, int width, int unit) {
    return new RegisterBlocking(specialiser.machine())
        .row(taps, width, unit, specialiser.machine().lanes(), g.kernelHeight(), 1, 1)
        .pixels();
  }

  /// Strips of whole vectors; the last vector overlaps the previous one if the channels don't fill
  /// it.
  private List<Interval> strips() {
    int lanes = specialiser.machine().lanes();
    int whole = g.inChannels() / lanes;
    List<Interval> strips =
        new ArrayList<>(Interval.even(whole * lanes, MOST_STRIPS * lanes, lanes));
    if (whole * lanes < g.inChannels()) {
      strips.add(new Interval(g.inChannels() - lanes, g.inChannels()));
    }
    return strips;
  }

  /// @param width columns of the result
  /// @param unit columns that must stay together
  private SampleRows rows(
      RegisterBlocking.Taps taps,
      int width,
      int unit,
      int xStep,
      int wStep,
      Epilogue epilogue,
      List<RowLoop.Line> lines) {
    int channels = g.inChannels();
    int lanes = specialiser.machine().lanes();
    RowLoop loop =
        RowLoop.of(
            strips(),
            Interval.even(width, pixels(taps, width, unit), unit),
            lines,
            (strip, columns) -> {
              List<Tap> own = taps.of(columns.from(), columns.to());
              int first = Tap.first(own);
              DepthwisePattern pattern =
                  new DepthwisePattern(
                      lanes,
                      Tap.relative(own, first, columns.from()),
                      columns.size(),
                      strip.size() / lanes,
                      channels,
                      xStep,
                      wStep,
                      epilogue);
              return new RowLoop.Piece(
                  specialiser.kernel(pattern),
                  first * channels + strip.from(),
                  strip.from(),
                  wStep(),
                  columns.from() * channels + strip.from(),
                  strip.from());
            });
    return SampleRows.of(PaddedLayout.NONE, FilterStrips.NONE, loop);
  }
}
