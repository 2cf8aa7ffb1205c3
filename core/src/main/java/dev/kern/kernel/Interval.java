package dev.kern.kernel;

import java.util.ArrayList;
import java.util.List;

/// One of the parts into which a length is cut, `from` to `to`, exclusive.
public record Interval(int from, int to) {
  public int size() {
    return to - from;
  }

  /// `length` cut into as few parts as possible of at most `largest`, as even as possible, each but
  /// the last a multiple of `unit`.
  public static List<Interval> even(int length, int largest, int unit) {
    int units = Math.ceilDiv(length, unit);
    int parts = Math.ceilDiv(units, Math.max(1, largest / unit));
    List<Interval> cuts = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      int from = units * part / parts * unit;
      int to = Math.min(length, units * (part + 1) / parts * unit);
      cuts.add(new Interval(from, to));
    }
    return cuts;
  }

  /// Channels cut into strips of at most `vectors` vectors. A last strip that would not fill a
  /// vector begins further left and overlaps the one before.
  public static List<Interval> strips(TargetMachine machine, int channels, int vectors) {
    int lanes = machine.lanes();
    return even(machine.vectors(channels), vectors, 1).stream()
        .map(
            interval ->
                new Interval(interval.from * lanes, Math.min(interval.to * lanes, channels)))
        .map(
            interval ->
                interval.size() < lanes ? new Interval(interval.to - lanes, interval.to) : interval)
        .toList();
  }
}
