package dev.kern.report;

import dev.kern.report.draw.Abscissa;
import dev.kern.report.draw.CurveChart;
import dev.kern.report.draw.Ink;
import dev.kern.report.draw.Mark.Point;
import dev.kern.report.draw.Series;
import dev.kern.report.draw.SvgFile;
import dev.kern.report.draw.Unit;
import dev.kern.train.LearningRateFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What a learning rate range test looks like: the losses over the rates.
public final class LearningRatePlot {
  private LearningRatePlot() {}

  /// Writes an SVG file, in place of the one that is there.
  ///
  /// Fails with `DataException` if it can't be written.
  public static void write(Path file, LearningRateFinder.Result result) {
    SvgFile.write(file, chart(result).drawing());
  }

  /// The chart.
  static CurveChart chart(LearningRateFinder.Result result) {
    List<LearningRateFinder.Point> points = result.points();
    List<Series> series = new ArrayList<>();
    series.add(line("loss", Ink.SECOND, LearningRateFinder.Point::loss, points));
    series.add(line("moving average", Ink.FIRST, LearningRateFinder.Point::smoothed, points));
    result
        .suggested()
        .ifPresent(
            rate -> {
              List<LearningRateFinder.Point> at =
                  points.stream().filter(point -> point.rate() >= rate).limit(1).toList();
              String name = String.format(Locale.ROOT, "suggested: %s", rate);
              series.add(line(name, Ink.THIRD, LearningRateFinder.Point::smoothed, at));
            });
    return new CurveChart(
        "Loss over the learning rate", "loss", Unit.PLAIN, Abscissa.LEARNING_RATE, series);
  }

  private static Series line(
      String name,
      Ink ink,
      ToDoubleFunction<LearningRateFinder.Point> y,
      List<LearningRateFinder.Point> points) {
    return Series.of(
        name,
        ink,
        points.stream().map(point -> new Point(point.rate(), y.applyAsDouble(point))).toList());
  }
}
