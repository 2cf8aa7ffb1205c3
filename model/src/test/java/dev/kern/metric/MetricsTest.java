package dev.kern.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class MetricsTest {
  private static final float[] SCORES = {0.1f, 0.7f, 0.2f, 0.5f, 0.5f, 0, -3, -2, -1, 0, 0, 0};

  @Test
  void countsRowsWhoseHighestScoreIsAtTheLabel() {
    assertThat(Metrics.accuracy(SCORES, new int[] {1, 0, 2, 0})).isEqualTo(1);
    assertThat(Metrics.accuracy(SCORES, new int[] {1, 1, 2, 1})).isEqualTo(0.5);
    assertThat(Metrics.accuracy(SCORES, new int[] {1, 1, 2, 0})).isEqualTo(0.75);
    assertThat(Metrics.accuracy(new float[0], new int[0])).isZero();
  }

  @Test
  void takesNotANumberForTheHighestAsNumpyDoes() {
    assertThat(Metrics.argmax(new float[] {3, Float.NaN, 9}, 0, 3)).isEqualTo(1);
  }

  @Test
  void measuresCrossEntropyInNats() {
    assertThat(Metrics.crossEntropy(new float[10], new int[] {3}))
        .isCloseTo(Math.log(10), within(1e-12));
    assertThat(Metrics.crossEntropy(new float[] {2, 0, 0, 2}, new int[] {0, 0}))
        .isCloseTo(Math.log(1 + Math.exp(-2)) + 1, within(1e-12));
  }

  @Test
  void staysFiniteForExtremeLogits() {
    float[] extreme = {3e38f, -3e38f, -3e38f, 3e38f};
    assertThat(Metrics.crossEntropy(extreme, new int[] {0, 0})).isCloseTo(3e38, within(1e32));
    assertThat(Metrics.crossEntropy(extreme, new int[] {0, 1})).isZero();
  }

  @Test
  void refusesRaggedRows() {
    assertThatThrownBy(() -> Metrics.accuracy(new float[7], new int[3]))
        .hasMessage("expected one row of scores per label, given 7 scores for 3 labels");
    assertThatThrownBy(() -> Metrics.accuracy(new int[7], new int[3]))
        .hasMessage("expected one prediction per label, given 7 for 3 labels");
  }
}
