package dev.kern.report.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.report.draw.Mark.Box;
import dev.kern.report.draw.Mark.Label;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HistogramChartTest {
  private static List<Mark> marks(Double... errors) {
    return new HistogramChart("errors", "degrees", List.of(errors)).drawing().marks();
  }

  private static <M extends Mark> List<M> all(Class<M> type, List<Mark> marks) {
    return marks.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Test
  void countsErrorsAroundZero() {
    List<Box> bars = all(Box.class, marks(0.0, 0.01, -0.01, 1.0, -1.0, 0.5, Double.NaN));
    assertThat(bars)
        .extracting(Box::tip)
        .containsExactly(
            "1 image from -1 to -0.935",
            "3 images from -0.0323 to 0.0323",
            "1 image from 0.484 to 0.548",
            "1 image from 0.935 to 1");
    Box middle = bars.get(1);
    assertThat(middle.x() + middle.width() / 2).isEqualTo((62 + 422) / 2.0);
    assertThat(middle.height()).isEqualTo(170);
    assertThat(bars.getFirst().height()).isCloseTo(170 / 3.0, within(1e-9));
  }

  @Test
  void hasNoBarWithoutErrorsAndOneForNone() {
    assertThat(all(Box.class, marks())).isEmpty();
    assertThat(all(Box.class, marks(0.0, 0.0)))
        .singleElement()
        .satisfies(bar -> assertThat(bar.tip()).startsWith("2 images from -0.0323"));
    assertThat(all(Label.class, marks(0.0)))
        .extracting(Label::text)
        .contains("-1", "0", "1", "degrees", "images");
  }
}
