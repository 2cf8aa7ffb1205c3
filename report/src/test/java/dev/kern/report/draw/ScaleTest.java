package dev.kern.report.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ScaleTest {
  private static List<String> ticks(AxisScale scale) {
    return scale.ticks().stream().map(Unit.PLAIN::tick).toList();
  }

  @Test
  void hasRoundTicksThatHoldEverything() {
    assertThat(ticks(AxisScale.even(0.3, 2.9))).containsExactly("0", "1", "2", "3");
    assertThat(ticks(AxisScale.even(0, 0.07))).containsExactly("0", "0.02", "0.04", "0.06", "0.08");
    assertThat(ticks(AxisScale.even(-1.2, 2))).containsExactly("-2", "-1", "0", "1", "2");
    assertThat(ticks(AxisScale.even(0, 0))).containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
  }

  @Test
  void endsWithTheRun() {
    AxisScale scale = AxisScale.upTo(30_000);
    assertThat(scale.greatest()).isEqualTo(30_000);
    assertThat(scale.ticks()).containsExactly(0.0, 10_000.0, 20_000.0, 30_000.0);
    assertThat(AxisScale.upTo(29_999).ticks()).containsExactly(0.0, 10_000.0, 20_000.0);
    assertThat(AxisScale.upTo(0).ticks()).containsExactly(0.0, 1.0);
    assertThat(AxisScale.upTo(3).ticks()).containsExactly(0.0, 1.0, 2.0, 3.0);
  }

  @Test
  void takesLogarithmsOfWhatIsWide() {
    AxisScale scale = AxisScale.fitting(0.02, 0.5, 4);
    assertThat(scale.logarithmic()).isTrue();
    assertThat(ticks(scale)).containsExactly("0.01", "0.1", "1", "10");
    assertThat(scale.place(0.1)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(AxisScale.fitting(0.5, 1, 4).logarithmic()).isFalse();
    assertThat(AxisScale.fitting(0, 1, 4).logarithmic()).isFalse();
    assertThat(ticks(AxisScale.fitting(1e-30, 0.5, 1)))
        .containsExactly("0.0001", "0.001", "0.01", "0.1", "1");
  }

  @Test
  void showsHalfOfTheNumbersHoweverGreatTheGreatest() {
    assertThat(ticks(AxisScale.fitting(2, 2.3, 16_000))).startsWith("1").endsWith("100 k");
    AxisScale scale = AxisScale.fitting(1e-8, 1e-3, 1e9);
    assertThat(scale.least()).isCloseTo(1e-3, within(1e-12));
    assertThat(scale.greatest()).isCloseTo(1e9, within(1.0));
    assertThat(scale.ticks()).hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void placesWhatLiesOutsideAtTheEnds() {
    AxisScale scale = AxisScale.shares();
    assertThat(scale.place(0.25)).isEqualTo(0.25);
    assertThat(scale.place(7)).isEqualTo(1);
    assertThat(scale.place(-7)).isZero();
    assertThat(scale.place(Double.NaN)).isZero();
  }
}
