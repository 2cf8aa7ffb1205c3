package dev.kern.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Targets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How far an accuracy, and the difference of two, can be trusted.
final class SignificanceTest {
  private static final Targets CLASSES = Targets.classes(List.of("a", "b"));

  // The examples of Newcombe, Two-sided confidence intervals for the single proportion (1998).
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0, 0.1611",
    "1, 29, 0.0061, 0.1718"
  })
  void intervalsAreThoseOfTheLiterature(int right, int all, double low, double high) {
    WilsonInterval interval = WilsonInterval.of(right, all);
    assertThat(interval.low()).isCloseTo(low, within(5e-5));
    assertThat(interval.high()).isCloseTo(high, within(5e-5));
    WilsonInterval wrong = WilsonInterval.of(all - right, all);
    assertThat(wrong.low()).isCloseTo(1 - interval.high(), within(1e-12));
    assertThat(wrong.high()).isCloseTo(1 - interval.low(), within(1e-12));
  }

  @Test
  void intervalsNeedTrials() {
    assertThatThrownBy(() -> WilsonInterval.of(0, 0)).hasMessageEndingWith("given 0 of 0");
    assertThatThrownBy(() -> WilsonInterval.of(3, 2)).hasMessageEndingWith("given 3 of 2");
    assertThat(scores(new int[0], new int[0]).accuracyInterval()).isEmpty();
    assertThat(scores(new int[] {0, 1}, new int[] {0, 0}).accuracyInterval())
        .contains(WilsonInterval.of(1, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "5, 5, 1",
    "4, 5, 1",
    "1, 9, 0.021484375",
    "9, 1, 0.021484375",
    "0, 6, 0.03125"
  })
  void differencesAreLikeTossesOfACoin(int first, int second, double p) {
    assertThat(McNemarTest.of(first, second).p()).isCloseTo(p, within(1e-12));
  }

  @Test
  void manyImagesAreCountedToo() {
    // The normal distribution at (|b - c| - 1) / √(b + c) = 3.0 gives 0.0027.
    assertThat(McNemarTest.of(5000 - 150, 5000 + 151).p()).isCloseTo(0.0027, within(1e-4));
  }

  @Test
  void countsTheImagesThatOneAloneHasRight() {
    int[] labels = {0, 0, 0, 1, 1, 1};
    Scores first = scores(new int[] {0, 0, 0, 1, 1, 0}, labels);
    Scores second = scores(new int[] {0, 1, 1, 1, 0, 1}, labels);
    McNemarTest test = McNemarTest.of(first, second);
    assertThat(test.onlyFirst()).isEqualTo(3);
    assertThat(test.onlySecond()).isEqualTo(1);
    assertThat(test.p()).isCloseTo(0.625, within(1e-12));
  }

  @Test
  void otherImagesCannotBeCompared() {
    Scores first = scores(new int[] {0, 0}, new int[] {0, 1});
    Scores second = scores(new int[] {0, 0}, new int[] {1, 0});
    assertThat(McNemarTest.areAlike(first, second)).isFalse();
    assertThatThrownBy(() -> McNemarTest.of(first, second))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("two networks are compared on the same images");
  }

  private static Scores scores(int[] predicted, int[] labels) {
    float[] logits = new float[2 * labels.length];
    IntStream.range(0, labels.length).forEach(i -> logits[2 * i + predicted[i]] = 1);
    return Scores.ofClasses(CLASSES, logits, labels, 0.5);
  }
}
