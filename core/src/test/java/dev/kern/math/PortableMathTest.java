package dev.kern.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PortableMathTest {
  @Test
  void computesExponentials() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      double x = random.nextDouble(-700, 700);
      double expected = StrictMath.exp(x);
      assertThat(PortableMath.exp(x)).isCloseTo(expected, within(4 * Math.ulp(expected)));
    }
    assertThat(PortableMath.exp(0)).isEqualTo(1);
    assertThat(PortableMath.exp(-1e9)).isBetween(Double.MIN_NORMAL, 1e-300);
    assertThat(PortableMath.exp(Double.NEGATIVE_INFINITY)).isBetween(Double.MIN_NORMAL, 1e-300);
    assertThat(PortableMath.exp(1e9)).isBetween(1e300, Double.MAX_VALUE);
    assertThat(PortableMath.exp(Double.NaN)).isNaN();
  }

  @Test
  void computesPowers() {
    for (double base : new double[] {0.9, 0.999, 0, 1}) {
      for (long n : new long[] {0, 1, 2, 3, 10, 1000, 1_000_000}) {
        double expected = StrictMath.pow(base, (double) n);
        double few = expected * 1e-15 * (n + 1);
        assertThat(PortableMath.power(base, n)).isBetween(expected - few, expected + few);
      }
    }
  }

  @Test
  void computesSines() {
    for (int i = -1000; i <= 1000; i++) {
      double x = Math.PI / 4 * i / 1000.0;
      assertThat(PortableMath.sine(x)).isCloseTo(StrictMath.sin(x), within(2e-16));
    }
    assertThat(PortableMath.sine(0)).isZero();
  }
}
