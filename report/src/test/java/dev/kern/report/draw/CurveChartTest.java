package dev.kern.report.draw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.report.draw.Mark.Curve;
import dev.kern.report.draw.Mark.Dot;
import dev.kern.report.draw.Mark.Label;
import dev.kern.report.draw.Mark.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CurveChartTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/kern/report/draw/curves.svg");

  private static Series series(String name, Ink ink, double... losses) {
    List<Point> points =
        IntStream.range(0, losses.length).mapToObj(i -> new Point(100 * i, losses[i])).toList();
    return Series.of(name, ink, points);
  }

  private static List<Mark> marks(Series... series) {
    return new CurveChart("losses", "nats", Unit.PLAIN, List.of(series)).drawing().marks();
  }

  private static <M extends Mark> List<M> all(Class<M> type, List<Mark> marks) {
    return marks.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Test
  void looksLikeThis() throws IOException {
    CurveChart chart =
        new CurveChart(
            "Loss <over> the steps",
            "nats",
            Unit.PLAIN,
            List.of(
                series("minibatch", Ink.SECOND, 2.3, 0.9, 0.4, 0.5),
                series("validation", Ink.FIRST, 2.2, 0.8, 0.6, 0.55),
                Series.of("test", Ink.THIRD, List.of(new Point(300, 0.58)))));
    String svg = Svg.of(chart.drawing()).toString().replace("><", ">\n<") + "\n";
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(GOLDEN, svg);
    }
    assertThat(GOLDEN).hasContent(svg);
  }

  @Test
  void leavesOutWhatIsNoNumber() {
    List<Mark> marks = marks(series("loss", Ink.FIRST, 1, Double.NaN, 2, Double.POSITIVE_INFINITY));
    assertThat(all(Dot.class, marks))
        .extracting(Dot::tip)
        .containsExactly("loss, step 0: 1", "loss, step 200: 2");
  }

  @Test
  void leavesOutSeriesWithoutPoints() {
    assertThat(all(Label.class, marks(series("none", Ink.FIRST), series("some", Ink.SECOND, 1))))
        .extracting(Label::text)
        .contains("some")
        .doesNotContain("none");
  }

  @Test
  void drawsAxesEvenWithoutAnyPoint() {
    assertThat(all(Curve.class, marks())).isNotEmpty();
  }

  @Test
  void takesMeansOfManyPoints() {
    double[] losses = DoubleStream.iterate(0, i -> i + 1).limit(1000).toArray();
    List<Mark> marks = marks(series("loss", Ink.FIRST, losses));
    assertThat(all(Label.class, marks))
        .extracting(Label::text)
        .contains("loss", "step; each point is the mean of 5 reports");
    List<Dot> dots = all(Dot.class, marks);
    assertThat(dots).hasSize(200);
    assertThat(dots.getFirst().tip()).isEqualTo("loss, step 200: 2");
  }

  @Test
  void saysThatTheSmallestAreDrawnAtTheAxis() {
    List<Mark> marks = marks(series("loss", Ink.FIRST, 3, 0.1, 1e-7));
    assertThat(all(Label.class, marks))
        .extracting(Label::text)
        .contains("10", "0.001", "step; values below 0.001 are drawn on the axis");
    List<Dot> dots = all(Dot.class, marks);
    assertThat(dots.getLast().tip()).isEqualTo("loss, step 200: 0.000000100");
  }

  @Test
  void staysWithinItsFrame() {
    Drawing drawing =
        new CurveChart(
                "losses", "nats", Unit.PLAIN, List.of(series("loss", Ink.FIRST, 1e-9, 5, 1e12)))
            .drawing();
    assertThat(all(Dot.class, drawing.marks()))
        .allSatisfy(
            dot -> {
              assertThat(dot.at().x()).isBetween(0.0, drawing.width());
              assertThat(dot.at().y()).isBetween(0.0, drawing.height());
            });
  }
}
