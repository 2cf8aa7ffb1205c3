package dev.kern.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

final class RateScheduleTest {
  @ParameterizedTest
  @CsvFileSource(resources = "exponential_decay.csv")
  void decaysAsTensorFlow(
      double rate, long every, double factor, boolean staircase, long step, double expected) {
    ScheduledRate schedule = new RateSchedule.Exponential(every, factor, staircase).over(rate, 1);
    // TensorFlow rounds the factor to float, an error that every power of it repeats.
    double powers = 1 + (double) step / every;
    assertThat(schedule.at(step)).isCloseTo(expected, within(1e-7 * powers * expected + 1e-38));
  }

  @Test
  void staysConstant() {
    assertThat(RateSchedule.constant().over(0.05, 10).at(7)).isEqualTo(0.05);
  }

  @Test
  void fallsAlongACosine() {
    ScheduledRate schedule = RateSchedule.cosine().over(0.2, 100);
    assertThat(schedule.at(0)).isEqualTo(0.2);
    assertThat(schedule.at(25)).isCloseTo(0.1 * (1 + Math.sqrt(0.5)), within(1e-15));
    assertThat(schedule.at(50)).isCloseTo(0.1, within(1e-15));
    assertThat(schedule.at(100)).isZero();
    assertThat(new RateSchedule.Cosine(0.1).over(0.2, 100).at(100)).isCloseTo(0.02, within(1e-15));
  }

  @Test
  void cyclesOnce() {
    ScheduledRate schedule = RateSchedule.oneCycle().over(1, 100);
    assertThat(schedule.at(0)).isCloseTo(0.04, within(1e-15));
    assertThat(schedule.at(15)).isCloseTo(0.52, within(1e-12));
    assertThat(schedule.at(30)).isEqualTo(1);
    assertThat(schedule.at(65)).isCloseTo(0.5, within(1e-5));
    assertThat(schedule.at(100)).isCloseTo(4e-6, within(1e-15));
  }

  @Test
  void goesAlongStraightLines() {
    ScheduledRate linear = RateSchedule.linear(0.2).over(2, 100);
    assertThat(linear.at(0)).isZero();
    assertThat(linear.at(5)).isCloseTo(0.5, within(1e-15));
    assertThat(linear.at(20)).isEqualTo(2);
    assertThat(linear.at(60)).isCloseTo(1, within(1e-15));
    assertThat(linear.at(100)).isZero();
    assertThat(RateSchedule.linear(0).over(2, 100).at(0)).isEqualTo(2);
    RateSchedule pieces =
        new RateSchedule.Pieces(
            List.of(
                new RateSchedule.Pieces.Point(0.25, 0.5), new RateSchedule.Pieces.Point(0.5, 1)));
    assertThat(pieces.at(1, 0, 8)).isEqualTo(0.5);
    assertThat(pieces.at(1, 3, 8)).isEqualTo(0.75);
    assertThat(pieces.at(1, 7, 8)).isEqualTo(1);
    assertThatThrownBy(() -> new RateSchedule.Pieces(List.of()))
        .hasMessage("a schedule in pieces needs one or more points in order, given []");
    assertThatThrownBy(() -> new RateSchedule.Pieces.Point(2, 1))
        .hasMessageContaining("given 2.0=1.0");
  }

  @Test
  void takesAnyFunctionOfTheStep() {
    RateSchedule own = (rate, step, steps) -> rate * (steps - step);
    assertThat(own.over(0.5, 100).at(90)).isEqualTo(5);
  }

  @Test
  void standsInListingsByItsNumbers() {
    assertThat(ScheduledRate.constant(0.05)).hasToString("Constant[rate=0.05]");
    assertThat(ScheduledRate.exponential(0.05, 9, 0.5, true))
        .hasToString("Exponential[initial=0.05, steps=9, factor=0.5, staircase=true]");
    assertThat(new RateSchedule.Cosine(0.5).over(1, 9))
        .hasToString("Cosine[initial=1.0, steps=9, last=0.5]");
    assertThat(ScheduledRate.oneCycle(1, 9)).hasToString("OneCycle[peak=1.0, steps=9, warm=0.3]");
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThatThrownBy(() -> RateSchedule.staircase(0, 0.9))
        .hasMessage("every must be at least 1, given 0");
    assertThatThrownBy(() -> RateSchedule.exponential(10, 0))
        .hasMessage("factor must be greater than 0, given 0.0");
    assertThatThrownBy(() -> new RateSchedule.OneCycle(1))
        .hasMessage("warm must be at least 0 and less than 1, given 1.0");
  }
}
