package dev.kern.kernel.convolution;

import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.TargetMachine;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.RowSegments;
import dev.kern.kernel.codegen.Tap;
import java.util.ArrayList;
import java.util.List;

/// The cost model of a convolution's filter gradient; see [RegisterBlocking].
///
/// @param bases the number of bases: input channels or window rows
/// @param channels output channels; if they don't fill vectors, those of two overlapping vectors
record FilterBlocking(TargetMachine machine, Geometry g, int bases, int channels) {
  /// Longer straight-line code is compiled badly, or not at all.
  private static final int LONGEST = 140;

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
        List<RowSegments> segments = segments(window, columns);
        for (int vectors = fewest; vectors <= Math.min(2, machine.vectors(channels)); vectors++) {
          for (int k = 1; k <= Math.min(MOST_BASES, bases); k++) {
            if (fits(k, window, vectors, columns)) {
              double cycles = cycles(segments, k, window, vectors);
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

  private List<RowSegments> segments(int window, int columns) {
    List<RowSegments> all = new ArrayList<>();
    for (Interval interval : Interval.even(g.kernelWidth(), window, 1)) {
      all.addAll(RowSegments.of(g, interval, columns));
    }
    return all;
  }

  private boolean fits(int k, int window, int vectors, int columns) {
    int sums = k * window * vectors;
    int registers = sums + Math.min(window, columns) * vectors + 1;
    return registers <= machine.choose(26, 14)
        && sums <= machine.choose(21, 12)
        && sums * columns <= LONGEST
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

  private double cycles(List<RowSegments> segments, int k, int window, int vectors) {
    double pass = 0;
    for (RowSegments s : segments) {
      int pixels = (int) s.taps().stream().mapToInt(Tap::p).distinct().count();
      int straight = k * vectors * s.taps().size();
      pass +=
          s.count()
              * RegisterBlocking.pass(straight, s.columns() * vectors + k * pixels, s.columns());
    }
    double calls = segments.size() * (RegisterBlocking.CALL + 2.0 * k * window * vectors);
    long kinds = segments.stream().map(RowSegments::taps).distinct().count();
    return (pass * g.outHeight() + calls)
        * Math.ceilDiv(bases, k)
        * Interval.strips(machine, channels, vectors).size()
        * (1 + RegisterBlocking.KERNEL * kinds);
  }
}
