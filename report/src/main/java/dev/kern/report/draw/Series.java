package dev.kern.report.draw;

import dev.kern.report.draw.Mark.Point;
import java.util.ArrayList;
import java.util.List;

/// Measured points that belong together, such as the losses of a run: `x` is the step.
///
/// @param name what was measured
/// @param ink what it is drawn in
/// @param points in the order of `x`; those that are no finite numbers are left out
/// @param each how many measurements a point is the mean of
public record Series(String name, Ink ink, List<Point> points, int each) {
  /// More points than this can't be told apart in a chart.
  private static final int MOST = 240;

  /// Leaves out what is no number.
  public Series {
    points = points.stream().filter(p -> Double.isFinite(p.x()) && Double.isFinite(p.y())).toList();
  }

  /// A series of single measurements.
  public static Series of(String name, Ink ink, List<Point> points) {
    return new Series(name, ink, points, 1);
  }

  /// The same, with means of neighbours instead of points if there are too many of them.
  Series thinned() {
    int group = Math.ceilDiv(points.size(), MOST);
    if (group <= 1) {
      return this;
    }
    List<Point> means = new ArrayList<>();
    for (int from = 0; from < points.size(); from += group) {
      List<Point> some = points.subList(from, Math.min(points.size(), from + group));
      means.add(
          new Point(
              some.stream().mapToDouble(Point::x).average().orElseThrow(),
              some.stream().mapToDouble(Point::y).average().orElseThrow()));
    }
    return new Series(name, ink, means, each * group);
  }
}
