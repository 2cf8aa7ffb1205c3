package dev.kern.report.draw;

import dev.kern.report.draw.Mark.Align;
import dev.kern.report.draw.Mark.Curve;
import dev.kern.report.draw.Mark.Dot;
import dev.kern.report.draw.Mark.Label;
import dev.kern.report.draw.Mark.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// Lines over the steps of a run, or over learning rates: axes, a legend, a line per series, dots
/// to point at.
///
/// A series of one point is a dot alone. Losses that span more than a power of ten or so get a
/// logarithmic axis.
///
/// @param title what it shows
/// @param quantity what the numbers are, for the axis
/// @param unit of the numbers
/// @param along what the points lie along
/// @param series the lines
public record CurveChart(
    String title, String quantity, Unit unit, Abscissa along, List<Series> series) {
  private static final double WIDTH = 450;
  private static final double HEIGHT = 290;
  private static final double LEFT = 62;
  private static final double RIGHT = 422;
  private static final double TOP = 34;
  private static final double BOTTOM = 244;

  /// The width of a letter by its height, on average.
  private static final double LETTER = 0.54;

  /// More dots than this along a line hide it.
  private static final int MOST_DOTS = 40;

  /// Copies the list, and thins lines of very many points.
  public CurveChart {
    series = series.stream().filter(s -> !s.points().isEmpty()).map(Series::thinned).toList();
  }

  /// Lines over the steps of a run.
  public CurveChart(String title, String quantity, Unit unit, List<Series> series) {
    this(title, quantity, unit, Abscissa.STEP, series);
  }

  /// The chart, laid out.
  public Drawing drawing() {
    List<Mark> marks = new ArrayList<>();
    AxisScale x = along.scale(all(Point::x).min().orElse(1), all(Point::x).max().orElse(1));
    AxisScale y =
        unit == Unit.PERCENT
            ? AxisScale.shares()
            : AxisScale.fitting(least(), median(), all(Point::y).max().orElse(1));
    grid(x, y, marks);
    legend(marks);
    for (Series line : series) {
      line(line, x, y, marks);
    }
    return new Drawing(title, WIDTH, HEIGHT, marks);
  }

  private DoubleStream all(ToDoubleFunction<Point> number) {
    return series.stream().flatMap(s -> s.points().stream()).mapToDouble(number);
  }

  private double median() {
    double[] sorted = all(Point::y).sorted().toArray();
    return sorted.length == 0 ? 1 : sorted[(sorted.length - 1) / 2];
  }

  private double least() {
    return all(Point::y).min().orElse(0);
  }

  private void grid(AxisScale x, AxisScale y, List<Mark> marks) {
    for (double tick : y.ticks()) {
      double at = BOTTOM - y.place(tick) * (BOTTOM - TOP);
      marks.add(Curve.line(LEFT, at, RIGHT, at, Ink.GRID));
      marks.add(Label.of(LEFT - 8, at + 4, unit.tick(tick), Align.END, Ink.FAINT));
    }
    for (double tick : x.ticks()) {
      double at = LEFT + x.place(tick) * (RIGHT - LEFT);
      marks.add(Curve.line(at, BOTTOM, at, BOTTOM + 4, Ink.FAINT));
      marks.add(Label.of(at, BOTTOM + 18, along.tick(tick), Align.MIDDLE, Ink.FAINT));
    }
    marks.add(Curve.line(LEFT, BOTTOM, RIGHT, BOTTOM, Ink.FAINT));
    marks.add(Label.of(12, (TOP + BOTTOM) / 2, quantity, Align.MIDDLE, Ink.FAINT).upwards());
    marks.add(Label.of((LEFT + RIGHT) / 2, HEIGHT - 8, title(y), Align.MIDDLE, Ink.FAINT));
  }

  /// The title of the axis that the points lie along, with what else there is to know.
  private String title(AxisScale y) {
    int each = series.stream().mapToInt(Series::each).max().orElse(1);
    String words = along.title();
    if (each > 1) {
      words += "; each point is the mean of %d reports".formatted(each);
    }
    if (least() < y.least()) {
      words += "; values below %s are drawn on the axis".formatted(unit.tick(y.least()));
    }
    return words;
  }

  private void legend(List<Mark> marks) {
    double at = LEFT;
    for (Series line : series) {
      marks.add(new Curve(List.of(new Point(at, 14), new Point(at + 16, 14)), line.ink(), 3));
      marks.add(Label.of(at + 22, 18, line.name(), Align.START, Ink.TEXT));
      at += 22 + line.name().length() * LETTER * Mark.USUAL_SIZE + 18;
    }
  }

  private void line(Series line, AxisScale x, AxisScale y, List<Mark> marks) {
    List<Point> places =
        line.points().stream()
            .map(
                p ->
                    new Point(
                        LEFT + x.place(p.x()) * (RIGHT - LEFT),
                        BOTTOM - y.place(p.y()) * (BOTTOM - TOP)))
            .toList();
    if (places.size() > 1) {
      marks.add(new Curve(places, line.ink(), places.size() <= MOST_DOTS ? 2 : 1.4));
    }
    double radius = places.size() == 1 ? 4.5 : places.size() <= MOST_DOTS ? 3 : 1;
    for (int i = 0; i < places.size(); i++) {
      Point point = line.points().get(i);
      String tip =
          "%s, %s %s: %s"
              .formatted(line.name(), along.title(), along.text(point.x()), unit.text(point.y()));
      marks.add(new Dot(places.get(i), radius, line.ink(), tip));
    }
  }
}
