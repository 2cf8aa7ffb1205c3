package dev.kern.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Targets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Temperatures of classifiers whose right one is known.
final class CalibrationTest {
  private static final Targets CLASSES = Targets.classes(List.of("a", "b", "c"));

  /// Labels drawn by the probabilities of some logits, which are then multiplied.
  private static Scores drawn(int count, double factor) {
    Random random = new Random(3);
    float[] logits = new float[3 * count];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      double[] exponents = new double[3];
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        double logit = 2 * random.nextGaussian();
        logits[3 * i + c] = (float) (factor * logit);
        exponents[c] = Math.exp(logit);
        sum += exponents[c];
      }
      double left = random.nextDouble() * sum;
      while (left > exponents[labels[i]] && labels[i] < 2) {
        left -= exponents[labels[i]++];
      }
    }
    return Scores.ofClasses(CLASSES, logits, labels, 0.5);
  }

  @Test
  void findsTheTemperatureThatLabelsWereDrawnBy() {
    for (double factor : new double[] {0.4, 1, 2.5}) {
      Calibration best = Calibration.best(drawn(20_000, factor));
      assertThat(best.temperature()).isCloseTo(factor, within(0.04 * factor));
      assertThat(best.error()).isLessThan(0.012);
    }
    Calibration bold = Calibration.of(drawn(20_000, 2.5), 1);
    assertThat(bold.error()).isGreaterThan(0.08);
    assertThat(bold.images()).isEqualTo(20_000);
  }

  @Test
  void theErrorIsThatOfTheBins() {
    // Both are 88.08 % sure; one of the two is right.
    Scores scores =
        Scores.ofClasses(
            Targets.classes(List.of("a", "b")), new float[] {2, 0, 2, 0}, new int[] {0, 1}, 0.5);
    Calibration plain = Calibration.of(scores, 1);
    assertThat(plain.error()).isCloseTo(1 / (1 + Math.exp(-2)) - 0.5, within(1e-6));
    assertThat(plain.loss()).isCloseTo(Math.log1p(Math.exp(-2)) + 1, within(1e-6));
    assertThat(Calibration.best(scores).temperature()).isCloseTo(100, within(0.01));
  }

  @Test
  void needsImagesWithClasses() {
    Scores none = Scores.ofClasses(CLASSES, new float[0], new int[0], 0);
    assertThatThrownBy(() -> Calibration.best(none)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Calibration.of(drawn(2, 1), 0))
        .hasMessageContaining("a temperature above 0");
  }
}
