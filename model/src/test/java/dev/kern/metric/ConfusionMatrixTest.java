package dev.kern.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfusionMatrixTest {
  /// Three of A, one of B, none of C; an A is taken for B.
  private static final ConfusionMatrix MATRIX =
      ConfusionMatrix.of(List.of("A", "B", "C"), new int[] {0, 0, 1, 1}, new int[] {0, 0, 0, 1});

  @Test
  void countsByTrueAndPredictedClass() {
    assertThat(MATRIX.toArray()).isDeepEqualTo(new int[][] {{2, 1, 0}, {0, 1, 0}, {0, 0, 0}});
    assertThat(MATRIX.count(0, 1)).isEqualTo(1);
    assertThat(MATRIX.count()).isEqualTo(4);
    assertThat(MATRIX.accuracy()).isEqualTo(0.75);
  }

  @Test
  void scoresEachClass() {
    assertThat(MATRIX.scores())
        .containsExactly(
            new ClassScore("A", 1, 2.0 / 3, 0.8, 3, 2),
            new ClassScore("B", 0.5, 1, 2.0 / 3, 1, 2),
            new ClassScore("C", 0, 0, 0, 0, 0));
  }

  @Test
  void averagesOverClassesThatOccur() {
    assertThat(MATRIX.macroAverage())
        .isEqualTo(
            new ClassScore("macro average", 0.75, (2.0 / 3 + 1) / 2, (0.8 + 2.0 / 3) / 2, 4, 4));
  }

  @Test
  void refusesWhatIsNoClass() {
    assertThatThrownBy(
            () -> ConfusionMatrix.of(List.of("A", "B"), new int[] {0, 2}, new int[] {0, 1}))
        .hasMessage("image 1 has label 1 and prediction 2, but there are 2 classes");
    assertThatThrownBy(() -> ConfusionMatrix.of(List.of("A", "B"), new int[1], new int[2]))
        .hasMessage("expected one prediction per label, given 1 for 2 labels");
  }
}
