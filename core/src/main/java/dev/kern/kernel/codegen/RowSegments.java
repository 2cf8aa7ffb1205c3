package dev.kern.kernel.codegen;

import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import java.util.ArrayList;
import java.util.List;

/// Equal pieces of a row that have the same taps.
///
/// @param taps of each piece, counted from its first input and output column
/// @param p the first input column of the first piece
/// @param o the first output column of the first piece
/// @param columns output columns of a piece
/// @param count how many pieces
public record RowSegments(List<Tap> taps, int p, int o, int columns, int count) {
  /// Divides the rows of a convolution, restricted to some columns of its window, into segments of
  /// at most `columns` columns, from left to right; taps count window columns from the first of
  /// these.
  public static List<RowSegments> of(Geometry g, Interval window, int columns) {
    List<RowSegments> all = new ArrayList<>();
    for (Interval interval : Interval.descending(g.outWidth(), columns)) {
      List<Tap> taps =
          Tap.forward(g, interval.from(), interval.to()).stream()
              .filter(tap -> tap.v() >= window.from() && tap.v() < window.to())
              .map(tap -> new Tap(tap.p(), tap.v() - window.from(), tap.o()))
              .toList();
      if (!taps.isEmpty()) {
        int p = Tap.first(taps);
        int o = taps.stream().mapToInt(Tap::o).min().orElse(0);
        append(new RowSegments(Tap.relative(taps, p, o), p, o, interval.size(), 1), all);
      }
    }
    return all;
  }

  /// The same segments, counted from an input column and an output column.
  public RowSegments from(int input, int output) {
    return new RowSegments(taps, p - input, o - output, columns, count);
  }

  private static void append(RowSegments next, List<RowSegments> all) {
    if (!all.isEmpty() && all.getLast().isContinuedBy(next)) {
      RowSegments last = all.removeLast();
      all.add(new RowSegments(last.taps, last.p, last.o, last.columns, last.count + 1));
    } else {
      all.add(next);
    }
  }

  private boolean isContinuedBy(RowSegments next) {
    return taps.equals(next.taps) && columns == next.columns && o + count * columns == next.o;
  }
}
