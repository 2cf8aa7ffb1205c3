package dev.kern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class LineTest {
  @Test
  void isNotBentByCasesThatAreFarOff() {
    double[] work = {1, 2, 4, 8, 16, 32};
    double[] nanos = {52, 54, 58, 132, 82, 114}; // 50 + 2 per work, one of them twice as dear
    Line line = Line.through(work, nanos);
    assertThat(line.atNone()).isCloseTo(50, within(0.5));
    assertThat(line.perWork()).isCloseTo(2, within(0.05));
    assertThat(132 / line.at(8)).isCloseTo(2, within(0.02));
  }
}
