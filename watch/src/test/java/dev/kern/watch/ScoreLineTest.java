package dev.kern.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The scores of a split over the steps.
final class ScoreLineTest {
  @Test
  void keepsTheFirstAndTheLastOfVeryMany() {
    ScoreLine line = new ScoreLine();
    for (long step = 0; step < 10_000; step++) {
      line.add(step, 1, 0.5, 60);
    }
    ScoreLine.Scores all = line.all();
    assertThat(all.images()).isEqualTo(60);
    assertThat(all.rows()).hasSizeBetween(500, 1_000);
    assertThat(all.rows().getFirst().getFirst()).isEqualTo(0L);
    assertThat(all.rows().getLast().getFirst()).isEqualTo(9_999L);
    assertThat(all.rows()).isSortedAccordingTo((a, b) -> Long.compare(step(a), step(b)));
  }

  private static long step(List<? extends Number> row) {
    return row.getFirst().longValue();
  }

  @Test
  void theLaterScoreOfAStepCounts() {
    ScoreLine line = new ScoreLine();
    line.add(0, 2, 0.1, 60);
    line.add(5, 1, Double.NaN, 60);
    line.add(5, 0.5, 0.75, 60);
    assertThat(line.all().rows())
        .containsExactly(Arrays.asList(0L, 2f, 0.1f), Arrays.asList(5L, 0.5f, 0.75f));
  }
}
