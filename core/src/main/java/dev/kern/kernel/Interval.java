package dev.kern.kernel;

import java.util.ArrayList;
import java.util.List;

/// An interval of indices, `from` to `to`, exclusive.
public record Interval(int from, int to) {
  public int size() {
    return to - from;
  }

  /// Divides `length` into as few intervals as possible of at most `largest`, as evenly as
  /// possible; all but the last are multiples of `unit`.
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

  /// Divides `length` into as few intervals as possible of at most `largest`, as evenly as
  /// possible, the larger ones first.
  public static List<Interval> descending(int length, int largest) {
    int parts = Math.ceilDiv(length, largest);
    List<Interval> cuts = new ArrayList<>();
    int from = 0;
    for (int part = 0; part < parts; part++) {
      int to = from + length / parts + (part < length % parts ? 1 : 0);
      cuts.add(new Interval(from, to));
      from = to;
    }
    return cuts;
  }

  /// Divides channels into strips of at most `vectors` vectors. A last strip that wouldn't fill a
  /// vector begins further left and overlaps the previous one.
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
