package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SampleTest {
  private static final int COUNT = 3000;

  /// Every image is of class 0, 1 or 2 in turn, but for the last, the only one of class 3.
  private static final Split SPLIT =
      Split.of(
          new ImageShape(1, 1, 1),
          new float[COUNT],
          IntStream.range(0, COUNT).map(i -> i == COUNT - 1 ? 3 : i % 3).toArray());

  @Test
  void drawsOfEachClassAsManyAsItHas() {
    Sample sample = Sample.of(SPLIT, 5, 8, 1);
    assertThat(sample.classes())
        .extracting(Sample.Drawn::count)
        .containsExactly(1000, 1000, 999, 1, 0);
    assertThat(sample.classes())
        .extracting(drawn -> drawn.images().size())
        .containsExactly(8, 8, 8, 1, 0);
    assertThat(sample.size()).isEqualTo(25);
    for (int c = 0; c < 5; c++) {
      int label = c;
      assertThat(sample.classes().get(c).images())
          .isSorted()
          .doesNotHaveDuplicates()
          .allSatisfy(image -> assertThat(SPLIT.label(image)).isEqualTo(label));
    }
  }

  @Test
  void drawsTheSameForTheSameSeed() {
    assertThat(Sample.of(SPLIT, 4, 8, 7)).isEqualTo(Sample.of(SPLIT, 4, 8, 7));
    assertThat(Sample.of(SPLIT, 4, 8, 8)).isNotEqualTo(Sample.of(SPLIT, 4, 8, 7));
  }

  @Test
  void holdsTheSmallerSampleInTheLargerOne() {
    List<Integer> few = Sample.of(SPLIT, 4, 5, 3).classes().getFirst().images();
    List<Integer> many = Sample.of(SPLIT, 4, 50, 3).classes().getFirst().images();
    assertThat(many).hasSize(50).containsAll(few);
  }

  @Test
  void drawsEverywhereAlike() {
    int first =
        (int)
            Sample.of(SPLIT, 4, 500, 1).classes().getFirst().images().stream()
                .filter(i -> i < COUNT / 2)
                .count();
    assertThat(first).isBetween(220, 280);
  }
}
