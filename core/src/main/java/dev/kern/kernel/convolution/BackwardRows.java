package dev.kern.kernel.convolution;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.codegen.Blocking;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.codegen.Tap;
import dev.kern.kernel.gemm.BlockPattern;
import java.util.ArrayList;
import java.util.List;

/// The rows of a convolution's gradient by input: which pattern and block they are made of.
///
/// It is a convolution of `dy` with the window turned round. With a stride each column of the image
/// meets only every so many columns of the window, and no work is done for the others.
///
/// @param staging how `dy` is copied first, if it is
/// @param rows computes a sample's rows
/// @param group how many samples `groupRows` computes at once
/// @param groupRows computes the same rows of several samples at once
record BackwardRows(PaddedLayout staging, RowLoop rows, int group, RowLoop groupRows) {
  /// Floats of scratch memory for the copied gradient.
  int scratch() {
    return staging.size();
  }

  static BackwardRows of(Geometry g, Specialiser specialiser) {
    if (g.isDepthwise()) {
      return new DepthwiseRows(g, specialiser).backward();
    }
    Blocking blocking = new Blocking(specialiser.machine());
    StridePhases phases = StridePhases.of(g);
    int terms = Math.ceilDiv(g.outChannels() * g.kernelHeight(), phases.windowStep());
    Blocking.Taps taps = (from, to) -> Tap.backward(g, from, to);
    Blocking.Block row = blocking.row(taps, g.inWidth(), g.stride(), g.inChannels(), terms, 1, 1);
    Blocking.Block group =
        blocking.row(
            taps, g.inWidth(), g.stride(), g.inChannels(), terms, 1, ForwardRows.LARGEST_GROUP);
    int perPhase = Math.ceilDiv(g.inWidth(), g.stride());
    int window = Math.ceilDiv(g.kernelWidth(), phases.windowStep());
    Blocking.Block block = blocking.block(perPhase, g.inChannels(), terms * window);
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
      return new BackwardRows(staging, loop, 1, loop);
    }
    RowLoop loop = rows(g, phases, row, specialiser);
    return group.cycles() > ForwardRows.WORTH_A_GROUP * row.cycles()
        ? new BackwardRows(PaddedLayout.NONE, loop, 1, loop)
        : new BackwardRows(
            PaddedLayout.NONE, loop, group.copies(), rows(g, phases, group, specialiser));
  }

  private static RowLoop rows(
      Geometry g, StridePhases phases, Blocking.Block block, Specialiser specialiser) {
    List<List<RowLoop.Piece>> strips = new ArrayList<>();
    for (Interval strip : Interval.strips(specialiser.machine(), g.inChannels(), block.vectors())) {
      List<RowLoop.Piece> pieces = new ArrayList<>();
      for (Interval interval : Interval.even(g.inWidth(), block.pixels(), g.stride())) {
        List<Tap> taps = Tap.backward(g, interval.from(), interval.to());
        int first = Tap.first(taps);
        RowPattern pattern =
            new RowPattern(
                specialiser.machine().lanes(),
                Tap.relative(taps, first, interval.from()),
                interval.size(),
                strip.size(),
                g.outChannels(),
                g.inChannels(),
                -phases.dyStep() * g.outRow(),
                phases.windowStep() * g.filterSize() / g.kernelHeight(),
                block.copies(),
                g.outSize(),
                g.inSize(),
                Epilogue.none());
        pieces.add(
            new RowLoop.Piece(
                specialiser.kernel(pattern),
                first * g.outChannels(),
                strip.from(),
                interval.from() * g.inChannels() + strip.from(),
                0));
      }
      strips.add(List.copyOf(pieces));
    }
    return new RowLoop(List.copyOf(strips), RowLoop.backwardLines(g, g.outRow()));
  }

  /// Rows of [BlockPattern]s over a copy of `dy` with a border: a set of blocks per phase, a
  /// block's rows being every `stride`-th column.
  private static RowLoop blocks(
      Geometry g, StridePhases phases, Blocking.Block block, Specialiser specialiser) {
    int c = g.inChannels();
    int f = g.outChannels();
    int frameRow = phases.frameWidth() * f;
    List<List<RowLoop.Piece>> strips = new ArrayList<>();
    for (Interval strip : Interval.strips(specialiser.machine(), c, block.vectors())) {
      List<RowLoop.Piece> pieces = new ArrayList<>();
      for (StridePhases.Phase phase : phases.phases()) {
        for (Interval interval : Interval.even(phase.columns(), block.pixels(), 1)) {
          BlockPattern pattern =
              new BlockPattern(
                  specialiser.machine().lanes(),
                  interval.size(),
                  strip.size(),
                  phase.window(),
                  f,
                  c,
                  f,
                  g.stride() * c,
                  -phases.dyStep() * f,
                  phases.windowStep() * f * c,
                  -phases.dyStep() * frameRow,
                  phases.windowStep() * g.kernelWidth() * f * c,
                  Epilogue.none());
          int column = phase.first() + interval.from() * g.stride();
          pieces.add(
              new RowLoop.Piece(
                  specialiser.kernel(pattern),
                  (phases.left() + phase.dyColumn() + interval.from()) * f,
                  phase.windowColumn() * f * c + strip.from(),
                  column * c + strip.from(),
                  0));
        }
      }
      strips.add(List.copyOf(pieces));
    }
    return new RowLoop(List.copyOf(strips), RowLoop.backwardLines(g, frameRow));
  }
}
