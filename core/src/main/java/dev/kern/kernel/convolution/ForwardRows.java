package dev.kern.kernel.convolution;

import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.codegen.Tap;
import dev.kern.kernel.gemm.BlockPattern;
import java.util.List;

/// Chooses the pattern and register block for the rows of a convolution's sums.
final class ForwardRows {
  private ForwardRows() {}

  /// The rows of `g`, finished as `epilogue` says, which must not pool.
  static SampleRows of(Geometry g, Epilogue epilogue, Specialiser specialiser) {
    if (g.isDepthwise()) {
      return new DepthwiseRows(g, specialiser).forward(epilogue);
    }
    RegisterBlocking blocking = new RegisterBlocking(specialiser.machine());
    int terms = g.inChannels() * g.kernelHeight();
    RegisterBlocking.Taps taps = (from, to) -> Tap.forward(g, from, to);
    RegisterBlocking.Block row = blocking.row(taps, g.outWidth(), 1, g.outChannels(), terms, 1, 1);
    RegisterBlocking.Block group =
        blocking.row(taps, g.outWidth(), 1, g.outChannels(), terms, 1, SampleRows.LARGEST_GROUP);
    RegisterBlocking.Block block =
        blocking.block(g.outWidth(), g.outChannels(), terms * g.kernelWidth());
    double staged =
        g.padsColumns() ? 2.0 * g.inSize() / specialiser.machine().lanes() / g.outHeight() : 0;
    if (block.cycles() + staged < row.cycles()) {
      Geometry padded = g.padsColumns() ? g.withPaddedColumns() : g;
      RowLoop loop = blocks(padded, block, epilogue, specialiser);
      return SampleRows.of(PaddedLayout.between(g, padded), loop);
    }
    RowLoop loop = rows(g, row, 1, epilogue, specialiser);
    return group.cycles() > SampleRows.WORTH_A_GROUP * row.cycles()
        ? SampleRows.of(PaddedLayout.NONE, loop)
        : new SampleRows(
            PaddedLayout.NONE, loop, group.copies(), rows(g, group, 1, epilogue, specialiser));
  }

  /// The rows of `g` in pairs that are pooled in registers.
  static SampleRows pooled(Geometry g, Epilogue epilogue, Specialiser specialiser) {
    Geometry padded = g.pads() ? g.withPadding() : g;
    RegisterBlocking.Block block = pooledBlock(padded, specialiser.machine());
    RowLoop loop = rows(padded, block, 2, epilogue, specialiser);
    return SampleRows.of(PaddedLayout.between(g, padded), loop);
  }

  /// Whether two rows of `g` can be pooled in registers.
  static boolean canPool(Geometry g, TargetMachine machine) {
    return !g.isDepthwise()
        && pooledBlock(g.pads() ? g.withPadding() : g, machine).cycles() < Double.POSITIVE_INFINITY;
  }

  private static RegisterBlocking.Block pooledBlock(Geometry g, TargetMachine machine) {
    return new RegisterBlocking(machine)
        .row(
            (from, to) -> Tap.forward(g, from, to),
            g.outWidth(),
            2,
            g.outChannels(),
            g.inChannels() * g.kernelHeight(),
            2,
            2);
  }

  /// Rows of [RowPattern]s; copies are pooled rows if `step` is 2, else samples.
  private static RowLoop rows(
      Geometry g,
      RegisterBlocking.Block block,
      int step,
      Epilogue epilogue,
      Specialiser specialiser) {
    int xCopy = step == 2 ? g.stride() * g.inRow() : g.inSize();
    return RowLoop.of(
        Interval.strips(specialiser.machine(), g.outChannels(), block.vectors()),
        Interval.even(g.outWidth(), block.pixels(), step),
        RowLoop.forwardLines(g, step),
        (strip, columns) -> {
          List<Tap> taps = Tap.forward(g, columns.from(), columns.to());
          int first = Tap.first(taps);
          RowPattern pattern =
              new RowPattern(
                  specialiser.machine().lanes(),
                  Tap.relative(taps, first, columns.from()),
                  columns.size(),
                  strip.size(),
                  g.inChannels(),
                  g.outChannels(),
                  g.dilation() * g.inRow(),
                  g.filterSize() / g.kernelHeight(),
                  block.copies(),
                  xCopy,
                  g.outSize(),
                  epilogue);
          return new RowLoop.Piece(
              specialiser.kernel(pattern),
              first * g.inChannels(),
              strip.from(),
              columns.from() / step * g.outChannels() + strip.from(),
              strip.from());
        });
  }

  /// Rows of [BlockPattern]s over an image that includes its columns of padding.
  private static RowLoop blocks(
      Geometry g, RegisterBlocking.Block block, Epilogue epilogue, Specialiser specialiser) {
    int c = g.inChannels();
    int f = g.outChannels();
    return RowLoop.of(
        Interval.strips(specialiser.machine(), f, block.vectors()),
        Interval.even(g.outWidth(), block.pixels(), 1),
        RowLoop.forwardLines(g, 1),
        (strip, columns) -> {
          BlockPattern pattern =
              new BlockPattern(
                  specialiser.machine().lanes(),
                  columns.size(),
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
                  epilogue,
                  false);
          return new RowLoop.Piece(
              specialiser.kernel(pattern),
              columns.from() * g.stride() * c,
              strip.from(),
              columns.from() * f + strip.from(),
              strip.from());
        });
  }
}
