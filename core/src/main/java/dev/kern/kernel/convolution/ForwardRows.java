package dev.kern.kernel.convolution;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.codegen.Blocking;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.codegen.Tap;
import dev.kern.kernel.gemm.BlockPattern;
import java.util.ArrayList;
import java.util.List;

/// The rows of a convolution's sums: which pattern and block they are made of.
///
/// @param staging how the image is copied first, if it is
/// @param rows computes a sample's rows, or the pairs of rows that are pooled in registers
/// @param group how many samples `groupRows` computes at once
/// @param groupRows computes the same rows of several samples at once
record ForwardRows(PaddedLayout staging, RowLoop rows, int group, RowLoop groupRows) {
  /// Several samples at once are worth a second set of kernels if they take less than this part of
  /// the time.
  static final double WORTH_A_GROUP = 0.9;

  static final int LARGEST_GROUP = 3;

  /// Floats of scratch memory for the copied image.
  int scratch() {
    return staging.size();
  }

  /// The rows of `g`, finished as `epilogue` says, which must not pool.
  static ForwardRows of(Geometry g, Epilogue epilogue, Specialiser specialiser) {
    if (g.isDepthwise()) {
      return new DepthwiseRows(g, specialiser).forward(epilogue);
    }
    Blocking blocking = new Blocking(specialiser.machine());
    int terms = g.inChannels() * g.kernelHeight();
    Blocking.Taps taps = (from, to) -> Tap.forward(g, from, to);
    Blocking.Block row = blocking.row(taps, g.outWidth(), 1, g.outChannels(), terms, 1, 1);
    Blocking.Block group =
        blocking.row(taps, g.outWidth(), 1, g.outChannels(), terms, 1, LARGEST_GROUP);
    Blocking.Block block = blocking.block(g.outWidth(), g.outChannels(), terms * g.kernelWidth());
    double staged =
        g.padsColumns() ? 2.0 * g.inSize() / specialiser.machine().lanes() / g.outHeight() : 0;
    if (block.cycles() + staged < row.cycles()) {
      Geometry padded = g.padsColumns() ? g.withPaddedColumns() : g;
      RowLoop loop = blocks(padded, block, epilogue, specialiser);
      return new ForwardRows(PaddedLayout.between(g, padded), loop, 1, loop);
    }
    RowLoop loop = rows(g, row, 1, epilogue, specialiser);
    return group.cycles() > WORTH_A_GROUP * row.cycles()
        ? new ForwardRows(PaddedLayout.NONE, loop, 1, loop)
        : new ForwardRows(
            PaddedLayout.NONE, loop, group.copies(), rows(g, group, 1, epilogue, specialiser));
  }

  /// The rows of `g` in pairs that are pooled in registers.
  static ForwardRows pooled(Geometry g, Epilogue epilogue, Specialiser specialiser) {
    Geometry padded = g.pads() ? g.withPadding() : g;
    Blocking.Block block = pooledBlock(padded, specialiser.machine());
    RowLoop loop = rows(padded, block, 2, epilogue, specialiser);
    return new ForwardRows(PaddedLayout.between(g, padded), loop, 1, loop);
  }

  /// Whether two rows of `g` can be pooled in registers.
  static boolean canPool(Geometry g, TargetMachine machine) {
    return !g.isDepthwise()
        && pooledBlock(g.pads() ? g.withPadding() : g, machine).cycles() < Double.POSITIVE_INFINITY;
  }

  private static Blocking.Block pooledBlock(Geometry g, TargetMachine machine) {
    return new Blocking(machine)
        .row(
            (from, to) -> Tap.forward(g, from, to),
            g.outWidth(),
            2,
            g.outChannels(),
            g.inChannels() * g.kernelHeight(),
            2,
            2);
  }

  /// Rows of [RowPattern]s; copies are rows that are pooled if `step` is 2, else samples.
  private static RowLoop rows(
      Geometry g, Blocking.Block block, int step, Epilogue epilogue, Specialiser specialiser) {
    int xCopy = step == 2 ? g.stride() * g.inRow() : g.inSize();
    List<List<RowLoop.Piece>> strips = new ArrayList<>();
    for (Interval strip :
        Interval.strips(specialiser.machine(), g.outChannels(), block.vectors())) {
      List<RowLoop.Piece> pieces = new ArrayList<>();
      for (Interval interval : Interval.even(g.outWidth(), block.pixels(), step)) {
        List<Tap> taps = Tap.forward(g, interval.from(), interval.to());
        int first = Tap.first(taps);
        RowPattern pattern =
            new RowPattern(
                specialiser.machine().lanes(),
                Tap.relative(taps, first, interval.from()),
                interval.size(),
                strip.size(),
                g.inChannels(),
                g.outChannels(),
                g.dilation() * g.inRow(),
                g.filterSize() / g.kernelHeight(),
                block.copies(),
                xCopy,
                g.outSize(),
                epilogue);
        pieces.add(
            new RowLoop.Piece(
                specialiser.kernel(pattern),
                first * g.inChannels(),
                strip.from(),
                interval.from() / step * g.outChannels() + strip.from(),
                strip.from()));
      }
      strips.add(List.copyOf(pieces));
    }
    return new RowLoop(List.copyOf(strips), RowLoop.forwardLines(g, step));
  }

  /// Rows of [BlockPattern]s over an image that has its columns of padding in it.
  private static RowLoop blocks(
      Geometry g, Blocking.Block block, Epilogue epilogue, Specialiser specialiser) {
    int c = g.inChannels();
    int f = g.outChannels();
    List<List<RowLoop.Piece>> strips = new ArrayList<>();
    for (Interval strip : Interval.strips(specialiser.machine(), f, block.vectors())) {
      List<RowLoop.Piece> pieces = new ArrayList<>();
      for (Interval interval : Interval.even(g.outWidth(), block.pixels(), 1)) {
        BlockPattern pattern =
            new BlockPattern(
                specialiser.machine().lanes(),
                interval.size(),
                strip.size(),
                g.kernelWidth(),
                c,
                f,
                g.stride() * c,
                f,
                g.dilation() * c,
                c * f,
                g.dilation() * g.inRow(),
                g.kernelWidth() * c * f,
                epilogue);
        pieces.add(
            new RowLoop.Piece(
                specialiser.kernel(pattern),
                interval.from() * g.stride() * c,
                strip.from(),
                interval.from() * f + strip.from(),
                strip.from()));
      }
      strips.add(List.copyOf(pieces));
    }
    return new RowLoop(List.copyOf(strips), RowLoop.forwardLines(g, 1));
  }
}
