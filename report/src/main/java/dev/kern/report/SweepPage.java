package dev.kern.report;

import static dev.kern.report.Html.div;
import static dev.kern.report.Html.figure;
import static dev.kern.report.Html.section;
import static dev.kern.report.Html.span;
import static dev.kern.report.Html.table;

import dev.kern.data.file.AtomicOutput;
import dev.kern.report.draw.Abscissa;
import dev.kern.report.draw.CurveChart;
import dev.kern.report.draw.Ink;
import dev.kern.report.draw.Mark;
import dev.kern.report.draw.Series;
import dev.kern.report.draw.Svg;
import dev.kern.report.draw.Unit;
import dev.kern.report.markup.Element;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The trials of a sweep on one page that needs no network: a table, the best first, and how the
/// accuracy depends on each setting that is a number.
public final class SweepPage {
  private SweepPage() {}

  /// A trial.
  ///
  /// @param value the value of a setting
  /// @param accuracy on the validation images, from 0 to 1
  public record Point(double value, double accuracy) {}

  /// Writes the page, in place of the one that is there.
  ///
  /// Fails with `DataException` if it can't be written.
  ///
  /// @param title what the page is called
  /// @param head the head of the table
  /// @param rows the table, the best trial first
  /// @param points the trials by the values of each setting that is a number
  public static void write(
      Path page,
      String title,
      List<String> head,
      List<List<String>> rows,
      Map<String, List<Point>> points) {
    Element header =
        Element.of("header")
            .add(
                span("kind", "Kern sweep"),
                Element.of("h1", title),
                Element.of(
                    "p",
                    "%s trials, ranked by the validation images."
                        .formatted(Unit.count(rows.size()))));
    List<Element> sections = new ArrayList<>();
    sections.add(section("Trials", "").add(div("rows", table(head, rows, 0))));
    List<Element> charts = new ArrayList<>();
    points.forEach(
        (key, those) -> {
          if (those.stream().map(Point::value).distinct().count() > 1) {
            charts.add(
                figure(
                    "Accuracy on the validation images by %s.".formatted(key),
                    Svg.of(chart(key, those).drawing())));
          }
        });
    if (!charts.isEmpty()) {
      sections.add(
          section(
                  "Settings",
                  "The best and the mean of the trials that have a value, whatever else they have.")
              .add(div("pair", charts.toArray(Element[]::new))));
    }
    AtomicOutput.replace(page, Page.of(title, header, sections));
  }

  private static CurveChart chart(String key, List<Point> points) {
    Map<Double, List<Point>> byValue =
        points.stream()
            .collect(Collectors.groupingBy(Point::value, TreeMap::new, Collectors.toList()));
    List<Mark.Point> best = new ArrayList<>();
    List<Mark.Point> mean = new ArrayList<>();
    byValue.forEach(
        (value, those) -> {
          DoubleSummaryStatistics percent =
              those.stream().mapToDouble(point -> 100 * point.accuracy).summaryStatistics();
          best.add(new Mark.Point(value, percent.getMax()));
          mean.add(new Mark.Point(value, percent.getAverage()));
        });
    return new CurveChart(
        "Accuracy by " + key,
        "accuracy in percent",
        Unit.PLAIN, // percent have an axis from 0 to 100, on which differences would be lost
        Abscissa.VALUE,
        List.of(Series.of("best", Ink.FIRST, best), Series.of("mean", Ink.SECOND, mean)));
  }
}
