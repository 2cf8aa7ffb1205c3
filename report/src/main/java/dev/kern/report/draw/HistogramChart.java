package dev.kern.report.draw;

import dev.kern.report.draw.Mark.Align;
import dev.kern.report.draw.Mark.Box;
import dev.kern.report.draw.Mark.Curve;
import dev.kern.report.draw.Mark.Label;
import java.util.ArrayList;
import java.util.List;

/// How errors are spread around 0: a bar for each of a few dozen ranges of equal width, the middle
/// one around 0.
///
/// @param title what it shows
/// @param quantity what the numbers are, for the axis
/// @param errors the numbers; those that are not finite are left out
public record HistogramChart(String title, String quantity, List<Double> errors) {
  private static final double WIDTH = 450;
  private static final double HEIGHT = 230;
  private static final double LEFT = 62;
  private static final double RIGHT = 422;
  private static final double TOP = 14;
  private static final double BOTTOM = 184;
  private static final int BARS = 31;

  /// Copies the list.
  public HistogramChart {
    errors = errors.stream().filter(Double::isFinite).toList();
  }

  /// The chart, laid out.
  public Drawing drawing() {
    double largest = errors.stream().mapToDouble(Math::abs).max().orElse(0);
    AxisScale x = AxisScale.even(largest == 0 ? -1 : -largest, largest == 0 ? 1 : largest);
    int[] counts = counts(x);
    int most = 0;
    for (int count : counts) {
      most = Math.max(most, count);
    }
    AxisScale y = AxisScale.upTo(most);
    List<Mark> marks = new ArrayList<>();
    axes(x, y, marks);
    for (int bar = 0; bar < BARS; bar++) {
      if (counts[bar] > 0) {
        marks.add(bar(bar, counts[bar], x, y));
      }
    }
    return new Drawing(title, WIDTH, HEIGHT, marks);
  }

  private int[] counts(AxisScale x) {
    int[] counts = new int[BARS];
    errors.forEach(error -> counts[Math.min(BARS - 1, (int) (x.place(error) * BARS))]++);
    return counts;
  }

  private void axes(AxisScale x, AxisScale y, List<Mark> marks) {
    for (double tick : y.ticks()) {
      double at = BOTTOM - y.place(tick) * (BOTTOM - TOP);
      marks.add(Curve.line(LEFT, at, RIGHT, at, Ink.GRID));
      marks.add(Label.of(LEFT - 8, at + 4, Unit.COUNT.tick(tick), Align.END, Ink.FAINT));
    }
    for (double tick : x.ticks()) {
      double at = LEFT + x.place(tick) * (RIGHT - LEFT);
      marks.add(Curve.line(at, BOTTOM, at, BOTTOM + 4, Ink.FAINT));
      marks.add(Label.of(at, BOTTOM + 18, Unit.PLAIN.tick(tick), Align.MIDDLE, Ink.FAINT));
    }
    marks.add(Curve.line(LEFT, BOTTOM, RIGHT, BOTTOM, Ink.FAINT));
    marks.add(Label.of((LEFT + RIGHT) / 2, HEIGHT - 8, quantity, Align.MIDDLE, Ink.FAINT));
    marks.add(Label.of(12, (TOP + BOTTOM) / 2, "images", Align.MIDDLE, Ink.FAINT).upwards());
  }

  private static Box bar(int bar, int count, AxisScale x, AxisScale y) {
    double width = (RIGHT - LEFT) / BARS;
    double height = y.place(count) * (BOTTOM - TOP);
    double step = (x.greatest() - x.least()) / BARS;
    double from = x.least() + bar * step;
    String tip =
        "%s image%s from %s to %s"
            .formatted(
                Unit.count(count),
                count == 1 ? "" : "s",
                Unit.PLAIN.text(from),
                Unit.PLAIN.text(from + step));
    return new Box(LEFT + bar * width + 0.5, BOTTOM - height, width - 1, height, Ink.FIRST, 1, tip);
  }
}
