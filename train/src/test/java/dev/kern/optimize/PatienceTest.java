package dev.kern.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PatienceTest {
  @Test
  void countsScoresSinceTheBest() {
    Patience watch = Patience.start().after(0.5, 0).after(0.5, 0).after(0.4, 0);
    assertThat(watch).isEqualTo(new Patience(0.5, 2));
    assertThat(watch.after(0.6, 0).improved()).isTrue();
    assertThat(watch.after(0.6, 0.2)).isEqualTo(new Patience(0.5, 3));
  }

  @Test
  void neverTakesNotANumberForAnImprovement() {
    assertThat(Patience.start().after(Double.NaN, 0).improved()).isFalse();
  }

  @Test
  void turnsLossesAround() {
    assertThat(Monitor.LOSS.score(2, 0.9)).isEqualTo(-2);
    assertThat(Monitor.ACCURACY.score(2, 0.9)).isEqualTo(0.9);
  }
}
