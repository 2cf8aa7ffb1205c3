package dev.kern.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/// Windows of Kern and of a peer, taken in turns: Kern, peer, Kern, peer, and so on.
///
/// Neighbours in time share the machine's clock and disturbances, so each window of the peer is
/// compared with the mean of the two of Kern's around it, and the median of those ratios counts.
record Pairs(List<Pair> pairs) {
  /// A window of the peer, between two of Kern's; all in steps per second.
  record Pair(double before, double peer, double after) {
    double ratio() {
      return (before + after) / 2 / peer;
    }
  }

  /// Kern's speed as a multiple of the peer's: the median over pairs.
  double ratio() {
    return median(ratios().toArray());
  }

  /// The least ratio of a pair.
  double least() {
    return ratios().min().orElseThrow();
  }

  /// The largest ratio of a pair.
  double most() {
    return ratios().max().orElseThrow();
  }

  /// The median of the peer's windows.
  double peerRate() {
    return median(pairs.stream().mapToDouble(Pair::peer).toArray());
  }

  private DoubleStream ratios() {
    return pairs.stream().mapToDouble(Pair::ratio);
  }

  /// The value in the middle, or the mean of the two that are.
  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
