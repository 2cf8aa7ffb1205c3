package dev.kern.train.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

final class SteadySpeedTest {
  private static final long MILLI = 1_000_000;

  /// The milliseconds until a task ends whose repetitions take these nanoseconds.
  private static long millis(IntToLongFunction nanos) {
    long now = 77;
    SteadySpeed speed = new SteadySpeed(now);
    int count = 0;
    do {
      now += nanos.applyAsLong(count++);
    } while (speed.improves(now));
    return (now - 77) / MILLI;
  }

  @Test
  void aTaskThatIsFastEndsSoon() {
    assertThat(millis(_ -> 100_000)).isBetween(2250L, 2251L);
  }

  @Test
  void aTaskThatGetsFasterGoesOn() {
    // Interpreted for two seconds, then compiled in two stages, the last after four.
    assertThat(millis(count -> count < 20 ? 100 * MILLI : count < 1020 ? 2 * MILLI : MILLI / 2))
        .isBetween(6000L, 6800L);
  }

  @Test
  void aSlowTaskIsDoneAFewTimes() {
    assertThat(millis(_ -> 2000 * MILLI)).isEqualTo(18_000);
  }

  @Test
  void nothingGoesOnForEver() {
    // The speed grows by 6 % in each quarter of a second.
    assertThat(millis(count -> (long) (1e9 / (1_000 + 0.24 * count)))).isBetween(20_000L, 20_400L);
  }
}
