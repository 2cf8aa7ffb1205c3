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
    RegisterBlocking blocking = new RegisterBlocking(specialiser.machine());
    int terms = g.inChannels() * g.kernelHeight();
    RegisterBlocking.Taps taps = (from, to) -> Tap.forward(g, from, to);
    RegisterBlocking.Block row = blocking.row(taps, g.outWidth(), 1, g.outChannels(), terms, 1, 1);
    RegisterBlocking.Block group =
        blocking.row(taps, g.outWidth(), 1, g.outChannels(), terms, 1, SampleRows.LARGEST_GROUP);
    RegisterBlocking.Block block =
        blocking.window(g.outWidth(), g.outChannels(), g.inChannels(), terms, g.kernelWidth());
    double staged =
        g.padsColumns() ? 2.0 * g.inSize() / specialiser.machine().lanes() / g.outHeight() : 0;
    if (block.cycles() + staged < row.cycles()) {
      Geometry padded = g.padsColumns() ? g.withPaddedColumns() : g;
      FilterStrips filter = filter(g, block, specialiser.machine());
      RowLoop loop = blocks(padded, block, filter, epilogue, specialiser);
      return SampleRows.of(PaddedLayout.between(g, padded), filter, loop);
    }
    FilterStrips filter = filter(g, row, specialiser.machine());
    RowLoop loop = rows(g, row, 1, filter, epilogue, specialiser);
    boolean worth =
        group.cycles() <= SampleRows.WORTH_A_GROUP * row.cycles()
            && (!filter.isPacked() || group.vectors() == row.vectors());
    return worth
        ? new SampleRows(
            PaddedLayout.NONE,
            filter,
            loop,
            group.copies(),
            rows(g, group, 1, filter, epilogue, specialiser))
        : SampleRows.of(PaddedLayout.NONE, filter, loop);
  }

  private static FilterStrips filter(
      Geometry g, RegisterBlocking.Block block, TargetMachine machine) {
    int filters = g.outChannels();
    return FilterStrips.of(
        g.taps() * g.inChannels(),
        filters,
        machine.lanes(),
        Interval.strips(machine, filters, block.vectors()));
  }

  /// The rows of `g` in pairs that are pooled in registers.
  static SampleRows pooled(Geometry g, Epilogue epilogue, Specialiser specialiser) {
    Geometry padded = g.pads() ? g.withPadding() : g;
    RegisterBlocking.Block block = pooledBlock(padded, specialiser.machine());
    FilterStrips filter = filter(padded, block, specialiser.machine());
    RowLoop loop = rows(padded, block, 2, filter, epilogue, specialiser);
    return SampleRows.of(PaddedLayout.between(g, padded), filter, loop);
  }

  /// Whether two rows of `g` can be pooled in registers.
  static boolean canPool(Geometry g, TargetMachine machine) {
    return pooledBlock(g.pads() ? g.withPadding() : g, machine).cycles() < Double.POSITIVE_INFINITY;
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
      FilterStrips filter,
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
          int wRow = filter.pitch(strip, g.outChannels());
          int window = g.kernelWidth() * g.inChannels() * wRow;
          RowPattern pattern =
              new RowPattern(
                  specialiser.machine().lanes(),
                  Tap.relative(taps, first, columns.from()),
                  columns.size(),
                  strip.size(),
                  g.inChannels(),
                  g.outChannels(),
                  g.dilation() * g.inRow(),
                  window,
                  wRow,
                  filter.width(strip),
                  block.copies(),
                  xCopy,
                  g.outSize(),
                  epilogue);
          return new RowLoop.Piece(
              specialiser.kernel(pattern),
              first * g.inChannels(),
              filter.at(strip),
              window,
              columns.from() / step * g.outChannels() + strip.from(),
              strip.from());
        });
  }

  /// Rows of [BlockPattern]s over an image that includes its columns of padding.
  private static RowLoop blocks(
      Geometry g,
      RegisterBlocking.Block block,
      FilterStrips filter,
      Epilogue epilogue,
      Specialiser specialiser) {
    int c = g.inChannels();
    int f = g.outChannels();
    return RowLoop.of(
        Interval.strips(specialiser.machine(), f, block.vectors()),
        Interval.even(g.outWidth(), block.pixels(), 1),
        RowLoop.forwardLines(g, 1),
        (strip, columns) -> {
          int wRow = filter.pitch(strip, f);
          int window = g.kernelWidth() * c * wRow;
          BlockPattern pattern =
              new BlockPattern(
                  specialiser.machine().lanes(),
                  columns.size(),
                  strip.size(),
                  g.kernelWidth(),
                  c,
                  wRow,
                  filter.width(strip),
                  g.stride() * c,
                  f,
                  g.dilation() * c,
                  c * wRow,
                  g.dilation() * g.inRow(),
                  window,
                  epilogue,
                  false);
          return new RowLoop.Piece(
              specialiser.kernel(pattern),
              columns.from() * g.stride() * c,
              filter.at(strip),
              window,
              columns.from() * f + strip.from(),
              strip.from());
        });
  }
}
