package dev.kern.kernel.codegen;

import dev.kern.kernel.Geometry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// One multiplication in a row of a convolution: output column `o` takes input column `p` times
/// window column `v`.
public record Tap(int p, int v, int o) {
  /// The taps of a convolution for output columns `from` to `to`, without those on padding.
  public static List<Tap> forward(Geometry g, int from, int to) {
    List<Tap> taps = new ArrayList<>();
    for (int j = from; j < to; j++) {
      for (int v = 0; v < g.kernelWidth(); v++) {
        if (g.hasColumn(g.columnOf(j, v))) {
          taps.add(new Tap(g.columnOf(j, v), v, j));
        }
      }
    }
    return taps;
  }

  /// The taps of a convolution's input gradient, whose outputs are the image's columns `from` to
  /// `to` and whose inputs are the columns of `dy`.
  public static List<Tap> backward(Geometry g, int from, int to) {
    List<Tap> taps = new ArrayList<>();
    for (int j = 0; j < g.outWidth(); j++) {
      for (int v = 0; v < g.kernelWidth(); v++) {
        int w = g.columnOf(j, v);
        if (w >= from && w < to) {
          taps.add(new Tap(j, v, w));
        }
      }
    }
    return taps;
  }

  /// The smallest input column of `taps`, 0 if there are none.
  public static int first(List<Tap> taps) {
    return taps.stream().mapToInt(Tap::p).min().orElse(0);
  }

  /// The same taps relative to input column `p` and output column `o`, sorted.
  public static List<Tap> relative(List<Tap> taps, int p, int o) {
    return taps.stream()
        .map(tap -> new Tap(tap.p - p, tap.v, tap.o - o))
        .sorted(Comparator.comparingInt(Tap::p).thenComparingInt(Tap::o))
        .toList();
  }

  /// The index at which the next input column begins in a list of taps sorted by input column.
  public static int endOfPixel(List<Tap> taps, int at) {
    int end = at;
    while (end < taps.size() && taps.get(end).p == taps.get(at).p) {
      end++;
    }
    return end;
  }
}
