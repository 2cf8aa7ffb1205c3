package dev.kern.kernel.convolution;

import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.RowSegments;
import dev.kern.kernel.codegen.Tap;
import java.util.List;

/// The cost model of a convolution's filter gradient; see [RegisterBlocking].
///
/// @param bases the number of bases: input channels or window rows
/// @param channels output channels; if they don't fill vectors, those of two overlapping vectors
record FilterBlocking(TargetMachine machine, Geometry g, int bases, int channels) {
  /// Longer straight-line code is compiled badly, or not at all.
  private static final int LONGEST = 140;

  /// The same for all segments of a row together.
  private static final int LONGEST_ROW = 280;

  private static final int MOST_BASES = 16;

  /// A piece of a filter's gradient.
  ///
  /// @param bases input channels or window rows
  /// @param window columns of the window
  /// @param vectors of output channels
  /// @param columns output columns that are unrolled
  /// @param cycles estimated cycles for a sample and one window row
  record Block(int bases, int window, int vectors, int columns, double cycles) {}

  /// The best block of [FilterPattern].
  Block best() {
    int fewest = channels % machine.lanes() == 0 ? 1 : 2;
    Block best = new Block(1, 1, fewest, 1, Double.POSITIVE_INFINITY);
    for (int window = 1; window <= g.kernelWidth(); window++) {
      for (int columns = 1; columns <= Math.min(7, g.outWidth()); columns++) {
        List<List<RowSegments>> rows = rows(window, columns);
        for (int vectors = fewest; vectors <= Math.min(2, machine.vectors(channels)); vectors++) {
          for (int k = 1; k <= Math.min(MOST_BASES, bases); k++) {
            if (fits(rows, k, window, vectors, columns)) {
              double cycles = cycles(rows, k, window, vectors);
              if (cycles < best.cycles) {
                best = new Block(k, window, vectors, columns, cycles);
              }
            }
          }
        }
      }
    }
    return best;
  }

  /// The segments of a row for each piece of the window.
  private List<List<RowSegments>> rows(int window, int columns) {
    return Interval.even(g.kernelWidth(), window, 1).stream()
        .map(interval -> RowSegments.of(g, interval, columns))
        .filter(row -> !row.isEmpty())
        .toList();
  }

  private boolean fits(List<List<RowSegments>> rows, int k, int window, int vectors, int columns) {
    int taps =
        rows.stream()
            .mapToInt(row -> row.stream().mapToInt(s -> s.taps().size()).sum())
            .max()
            .orElse(0);
    int sums = k * window * vectors;
    int registers = sums + Math.min(window, columns) * vectors + 1;
    return registers <= machine.choose(26, 14)
        && sums <= machine.choose(21, 12)
        && sums * columns <= LONGEST
        && k * vectors * taps <= LONGEST_ROW
        && columns <= longestRun(window, vectors);
  }

  /// How many output columns stay in registers however the just-in-time compiler reorders their
  /// loads; measured.
  private static int longestRun(int window, int vectors) {
    if (window == 1) {
      return 2;
    }
    return window >= 5 && vectors == 1 ? 7 : 4;
  }

  private double cycles(List<List<RowSegments>> rows, int k, int window, int vectors) {
    double pass = 0;
    for (List<RowSegments> row : rows) {
      for (RowSegments s : row) {
        int pixels = (int) s.taps().stream().mapToInt(Tap::p).distinct().count();
        int straight = k * vectors * s.taps().size();
        pass +=
            s.count()
                * RegisterBlocking.pass(straight, s.columns() * vectors + k * pixels, s.columns());
      }
    }
    int segments = rows.stream().mapToInt(List::size).sum();
    double calls = segments * (RegisterBlocking.CALL + 2.0 * k * window * vectors);
    long kinds = rows.stream().flatMap(List::stream).map(RowSegments::taps).distinct().count();
    return (pass * g.outHeight() + calls)
        * Math.ceilDiv(bases, k)
        * Interval.strips(machine, channels, vectors).size()
        * (1 + RegisterBlocking.KERNEL * kinds);
  }
}
