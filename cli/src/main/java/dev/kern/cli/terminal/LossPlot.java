package dev.kern.cli.terminal;

import dev.kern.train.LearningRateFinder;
import dev.kern.train.LearningRateFinder.Point;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The losses of a learning rate range test in letters, narrow enough for any terminal.
public final class LossPlot {
  private static final int ROWS = 10;
  private static final int COLUMNS = 36;

  private LossPlot() {}

  /// The plot, a line per row. What lies above the losses before the lowest is drawn at the top.
  public static String of(LearningRateFinder.Result result) {
    List<Point> points = result.points();
    Point lowest = result.lowest();
    double top =
        points.stream()
            .takeWhile(point -> point.rate() <= lowest.rate())
            .mapToDouble(Point::smoothed)
            .max()
            .orElseThrow();
    double bottom = lowest.smoothed();
    double first = Math.log(points.getFirst().rate());
    double span = Math.log(points.getLast().rate()) - first;
    char[][] cells = new char[ROWS][COLUMNS];
    for (char[] row : cells) {
      Arrays.fill(row, ' ');
    }
    for (Point point : points) {
      int column = place((Math.log(point.rate()) - first) / span, COLUMNS);
      int row = place((top - point.smoothed()) / (top - bottom), ROWS);
      cells[row][column] = '*';
    }
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < ROWS; row++) {
      String label = row == 0 ? number(top) : row == ROWS - 1 ? number(bottom) : "";
      text.append("%7s |%s%n".formatted(label, String.valueOf(cells[row]).stripTrailing()));
    }
    String begin = rate(points.getFirst());
    String end = rate(points.getLast());
    return text.append("   loss +%s%n".formatted("-".repeat(COLUMNS)))
        .append(" ".repeat(9))
        .append(begin)
        .append(" ".repeat(Math.max(1, COLUMNS - begin.length() - end.length())))
        .append(end)
        .toString();
  }

  /// Where a part lies among so many cells; what is none lies in the first.
  private static int place(double part, int cells) {
    return (int) Math.round(Math.clamp(Double.isNaN(part) ? 0 : part, 0, 1) * (cells - 1));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  private static String rate(Point point) {
    return String.format(Locale.ROOT, "%.0e", point.rate());
  }
}
