package dev.kern.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.Targets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The scores of each label and value, counted by hand.
final class TargetScoresTest {
  private static final Targets LABELS = Targets.labels(List.of("p", "q", "r"));
  private static final Targets VALUES = Targets.values(List.of("x", "y"));

  @Test
  void labels() {
    Scores scores =
        Scores.of(
            LABELS,
            new float[] {2, 1, -1, 1, -1, 2, -1, -3, -1, 3, 1, -1},
            new float[] {1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0},
            0.5);
    List<LabelScore> all = LabelScore.of(scores);
    // p: given to three images, two of the four have it; of its four pairs two are in order
    assertThat(all.get(0)).isEqualTo(new LabelScore("p", 2.0 / 3, 1, 0.8, 0.5, 2, 3));
    // q: -3 and 1 have it, 1 and -1 don't; in order are half a pair of equals and one more
    assertThat(all.get(1)).isEqualTo(new LabelScore("q", 0.5, 0.5, 0.5, 0.375, 2, 2));
    assertThat(all.get(2).auc()).isNaN();
    assertThat(all.get(2).recall()).isZero();
    assertThat(all.get(2).given()).isEqualTo(1);
    assertThat(scores.probability(0, 1)).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-12));
  }

  @Test
  void values() {
    Scores scores =
        Scores.of(VALUES, new float[] {1, 5, 2, 5, 6, 5}, new float[] {1, 5, 3, 5, 5, 5}, 0.5);
    List<ValueScore> all = ValueScore.of(scores);
    assertThat(all.getFirst())
        .isEqualTo(new ValueScore("x", 0, 2.0 / 3, Math.sqrt(2.0 / 3), 1, 1, 0.75));
    assertThat(all.getLast()).isEqualTo(new ValueScore("y", 0, 0, 0, 0, 0, 1));
    assertThat(ValueScore.errors(scores, 0)).containsExactly(0, -1, 1);
    assertThat(ValueScore.of(Scores.of(VALUES, new float[0], new float[0], 0)).getFirst().r2())
        .isEqualTo(1);
  }

  @Test
  void scoresOfDifferentImagesAreJoined() {
    Targets targets = Targets.classes(List.of("a", "b"));
    Scores one = Scores.ofClasses(targets, new float[] {1, 0, 0, 1}, new int[] {0, 0}, 0.5);
    Scores other = Scores.ofClasses(targets, new float[] {2, 3}, new int[] {1}, 2);
    Split image = Split.of(new ImageShape(1, 1, 1), new float[1], new int[] {1});
    Scores all = Scores.joined(List.of(one, other.about(image.withFiles(List.of("b/1.png")))));
    assertThat(all.count()).isEqualTo(3);
    assertThat(all.loss()).isEqualTo(1);
    assertThat(all.accuracy()).isEqualTo(2.0 / 3);
    assertThat(all.outputs(2)).containsExactly(2, 3);
    assertThat(all.origin(1)).hasToString("[1]");
    assertThat(all.origin(2)).hasToString("b/1.png");
    Scores values = Scores.of(VALUES, new float[] {1, 2}, new float[] {3, 4}, 1);
    assertThat(Scores.joined(List.of(values, values)).target(1, 0)).isEqualTo(3);
    assertThatThrownBy(() -> Scores.joined(List.of(one, values)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("have the same targets, given");
    assertThatThrownBy(() -> Scores.joined(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void headsAreRightWhereAllThatCanBeAre() {
    Map<String, Targets> heads = new LinkedHashMap<>();
    heads.put("v", Targets.values(List.of("x")));
    heads.put("c", Targets.classes(List.of("a", "b")));
    heads.put("l", Targets.labels(List.of("p")));
    Scores scores =
        Scores.of(
            Targets.heads(heads),
            new float[] {9, 0, 1, 1, 9, 0, 1, -1, 9, 1, 0, 1},
            new float[] {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1},
            0.5);
    assertThat(scores.isRight(0)).isTrue();
    assertThat(scores.isRight(1)).isFalse();
    assertThat(scores.isRight(2)).isFalse();
    assertThat(scores.accuracy()).isEqualTo(1.0 / 3);
    assertThat(scores.head("v").isRight(0)).isTrue();
    assertThat(scores.head("c").outputs(2)).containsExactly(1, 0);
    assertThat(scores.head("c").crossEntropy(0)).isCloseTo(Math.log1p(Math.exp(-1)), within(1e-12));
    assertThat(ConfusionMatrix.of(scores.head("c")).toArray())
        .isDeepEqualTo(new int[][] {{0, 0}, {1, 2}});
  }
}
