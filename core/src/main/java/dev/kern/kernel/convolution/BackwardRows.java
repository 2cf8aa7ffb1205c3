package dev.kern.kernel.convolution;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.codegen.Tap;
import dev.kern.kernel.gemm.BlockPattern;
import java.util.ArrayList;
import java.util.List;

/// Chooses the pattern and register block for the rows of a convolution's input gradient.
///
/// The input gradient is a convolution of `dy` with the rotated window. With a stride, each column
/// of the image meets only every `stride`-th column of the window, and no work is done for the
/// others.
final class BackwardRows {
  private BackwardRows() {}

  static SampleRows of(Geometry g, Specialiser specialiser) {
    RegisterBlocking blocking = new RegisterBlocking(specialiser.machine());
    StridePhases phases = StridePhases.of(g);
    int terms = Math.ceilDiv(g.outChannels() * g.kernelHeight(), phases.windowStep());
    RegisterBlocking.Taps taps = (from, to) -> Tap.backward(g, from, to);
    RegisterBlocking.Block row =
        blocking.row(taps, g.inWidth(), g.stride(), g.inChannels(), terms, 1, 1);
    RegisterBlocking.Block group =
        blocking.row(
            taps, g.inWidth(), g.stride(), g.inChannels(), terms, 1, SampleRows.LARGEST_GROUP);
    int perPhase = Math.ceilDiv(g.inWidth(), g.stride());
    int window = Math.ceilDiv(g.kernelWidth(), phases.windowStep());
    RegisterBlocking.Block block =
        blocking.window(perPhase, g.inChannels(), g.outChannels(), terms, window);
    double staged = 2.0 * g.outSize() / specialiser.machine().lanes() / g.inHeight();
    if (block.cycles() * g.stride() + staged < row.cycles()) {
      RowLoop loop = blocks(g, phases, block, specialiser);
      PaddedLayout staging =
          PaddedLayout.of(
              g.outHeight(),
              g.outWidth(),
              g.outChannels(),
              0,
              phases.left(),
              g.outHeight(),
              phases.frameWidth());
      return SampleRows.of(staging, FilterStrips.NONE, loop);
    }
    RowLoop loop = rows(g, phases, row, specialiser);
    return group.cycles() > SampleRows.WORTH_A_GROUP * row.cycles()
        ? SampleRows.of(PaddedLayout.NONE, FilterStrips.NONE, loop)
        : new SampleRows(
            PaddedLayout.NONE,
            FilterStrips.NONE,
            loop,
            group.copies(),
            rows(g, phases, group, specialiser));
  }

  private static RowLoop rows(
      Geometry g, StridePhases phases, RegisterBlocking.Block block, Specialiser specialiser) {
    int window = g.filterSize() / g.kernelHeight();
    return RowLoop.of(
        Interval.strips(specialiser.machine(), g.inChannels(), block.vectors()),
        Interval.even(g.inWidth(), block.pixels(), g.stride()),
        RowLoop.backwardLines(g, g.outRow()),
        (strip, columns) -> {
          List<Tap> taps = Tap.backward(g, columns.from(), columns.to());
          int first = Tap.first(taps);
          RowPattern pattern =
              new RowPattern(
                  specialiser.machine().lanes(),
                  Tap.relative(taps, first, columns.from()),
                  columns.size(),
                  strip.size(),
                  g.outChannels(),
                  g.inChannels(),
                  -phases.dyStep() * g.outRow(),
                  phases.windowStep() * window,
                  g.inChannels(),
                  strip.size(),
                  block.copies(),
                  g.outSize(),
                  g.inSize(),
                  Epilogue.none());
          return new RowLoop.Piece(
              specialiser.kernel(pattern),
              first * g.outChannels(),
              strip.from(),
              window,
              columns.from() * g.inChannels() + strip.from(),
              0);
        });
  }

  /// A range of columns of a phase, which are `stride` columns apart.
  private record Columns(StridePhases.Phase phase, Interval interval) {}

  /// Rows of [BlockPattern]s over a copy of `dy` with a border: a set of blocks per phase, in which
  /// a block's rows are every `stride`-th column.
  private static RowLoop blocks(
      Geometry g, StridePhases phases, RegisterBlocking.Block block, Specialiser specialiser) {
    int c = g.inChannels();
    int f = g.outChannels();
    int frameRow = phases.frameWidth() * f;
    List<Columns> all = new ArrayList<>();
    for (StridePhases.Phase phase : phases.phases()) {
      Interval.even(phase.columns(), block.pixels(), 1)
          .forEach(interval -> all.add(new Columns(phase, interval)));
    }
    return RowLoop.of(
        Interval.strips(specialiser.machine(), c, block.vectors()),
        all,
        RowLoop.backwardLines(g, frameRow),
        (strip, columns) -> {
          StridePhases.Phase phase = columns.phase;
          Interval interval = columns.interval;
          // From the last window column to the first, so that columns of `dy` come in their order.
          int last = Math.max(0, phase.window() - 1);
          int dyColumn = phase.dyColumn() - last * phases.dyStep() + interval.from();
          int windowColumn = phase.windowColumn() + last * phases.windowStep();
          BlockPattern pattern =
              new BlockPattern(
                  specialiser.machine().lanes(),
                  interval.size(),
                  strip.size(),
                  phase.window(),
                  f,
                  c,
                  strip.size(),
                  f,
                  g.stride() * c,
                  phases.dyStep() * f,
                  -phases.windowStep() * f * c,
                  -phases.dyStep() * frameRow,
                  phases.windowStep() * g.kernelWidth() * f * c,
                  Epilogue.none(),
                  false);
          return new RowLoop.Piece(
              specialiser.kernel(pattern),
              (phases.left() + dyColumn) * f,
              windowColumn * f * c + strip.from(),
              g.kernelWidth() * f * c,
              (phase.first() + interval.from() * g.stride()) * c + strip.from(),
              0);
        });
  }
}
