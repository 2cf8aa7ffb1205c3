package dev.kern.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
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
    Map<String, Double> results = Map.of("loss", 2.0, "accuracy", 0.9, "f1", 0.8);
    assertThat(Monitor.LOSS.score(results)).isEqualTo(-2);
    assertThat(Monitor.ACCURACY.score(results)).isEqualTo(0.9);
    assertThat(Monitor.of("f1").score(results)).isEqualTo(0.8);
    assertThat(Monitor.lowest("f1").score(results)).isEqualTo(-0.8);
    assertThat(Monitor.of("loss")).isEqualTo(Monitor.LOSS);
    assertThatThrownBy(() -> Monitor.of("top5").score(results))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown validation result 'top5'; expected one of accuracy, f1, loss");
  }
}
