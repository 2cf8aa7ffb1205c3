package dev.kern.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.train.LearningRateFinder;
import dev.kern.train.LearningRateFinder.Point;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LossPlotTest {
  @Test
  void drawsTheLossOverTheLogarithmOfTheRate() {
    List<Point> points =
        IntStream.range(0, 37)
            .mapToObj(i -> new Point(Math.pow(10, i / 9.0 - 4), 0, i < 28 ? 2.3 - i / 20.0 : i))
            .toList();
    String plot = LossPlot.of(new LearningRateFinder.Result(points, Optional.of(0.01), true));
    assertThat(plot)
        .startsWith("   2.30 |**                         *********\n        |  ***\n")
        .contains("\n  0.950 |                         **\n   loss +---")
        .endsWith("\n         1e-04                          1e+00");
    assertThat(plot.lines()).hasSize(12).allMatch(line -> line.length() <= 46);
  }
}
