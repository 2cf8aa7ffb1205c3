package dev.kern.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Targets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Metrics of a few answers, counted by hand.
final class MetricTest {
  private static final Targets CLASSES = Targets.classes(List.of("a", "b", "c"));
  private static final Targets VALUES = Targets.values(List.of("x", "y"));
  private static final Targets LABELS = Targets.labels(List.of("p", "q", "r"));

  private static final Scores CLASS_SCORES =
      Scores.ofClasses(
          CLASSES, new float[] {3, 2, 1, 3, 2, 1, 1, 2, 3, 1, 3, 2}, new int[] {0, 1, 2, 2}, 0.7);

  private static final Scores VALUE_SCORES =
      Scores.of(VALUES, new float[] {1, 5, 2, 5, 6, 5}, new float[] {1, 5, 3, 5, 5, 5}, 0.5);

  /// Given p, q; p; nothing, where there are p; p; q.
  private static final Scores LABEL_SCORES =
      Scores.of(
          LABELS,
          new float[] {2, 1, -1, 1, -1, -2, -1, -3, -1},
          new float[] {1, 0, 0, 1, 0, 0, 0, 1, 0},
          0.5);

  @Test
  void classes() {
    assertThat(Metric.accuracy().value(CLASS_SCORES)).isEqualTo(0.5);
    assertThat(Metric.topAccuracy(2).value(CLASS_SCORES)).isEqualTo(1);
    assertThat(Metric.topAccuracy(1).value(CLASS_SCORES)).isEqualTo(0.5);
    assertThat(Metric.topAccuracy(2).name()).isEqualTo("top2Accuracy");
    assertThat(Metric.meanLoss().value(CLASS_SCORES)).isEqualTo(0.7);
    assertThat(Metric.meanLoss().largerIsBetter()).isFalse();
    // a: 1 of 2 given, 1 there; b: 0 of 1 given, 1 there; c: 1 of 1 given, 2 there
    assertThat(Metric.macroF1().value(CLASS_SCORES))
        .isCloseTo((2.0 / 3 + 0 + 2.0 / 3) / 3, within(1e-12));
  }

  @Test
  void values() {
    assertThat(Metric.meanSquaredError().value(VALUE_SCORES)).isCloseTo(2.0 / 6, within(1e-12));
    assertThat(Metric.meanAbsoluteError().value(VALUE_SCORES)).isCloseTo(2.0 / 6, within(1e-12));
    // x: 1 - 2 / 8; y doesn't vary and is told
    assertThat(Metric.r2().value(VALUE_SCORES)).isCloseTo((0.75 + 1) / 2, within(1e-12));
    assertThat(VALUE_SCORES.accuracy()).isNaN();
  }

  @Test
  void labels() {
    assertThat(Metric.exactMatch().value(LABEL_SCORES)).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(Metric.hammingAccuracy().value(LABEL_SCORES)).isCloseTo(7.0 / 9, within(1e-12));
    assertThat(Metric.microF1().value(LABEL_SCORES)).isCloseTo(4.0 / 6, within(1e-12));
    // p: 1, q: 0; r occurs nowhere
    assertThat(Metric.macroF1().value(LABEL_SCORES)).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void heads() {
    Map<String, Targets> heads = new LinkedHashMap<>();
    heads.put("n", Targets.values(List.of("x")));
    heads.put("k", Targets.classes(List.of("a", "b")));
    Scores scores =
        Scores.of(
            Targets.heads(heads),
            new float[] {1, 0, 2, 2, 1, 0},
            new float[] {1, 0, 1, 4, 0, 1},
            0.5);
    assertThat(Metric.ofHead("k", Metric.accuracy()).value(scores)).isEqualTo(0.5);
    assertThat(Metric.ofHead("n", Metric.meanAbsoluteError()).value(scores)).isEqualTo(1);
    assertThat(Metric.ofHead("n", Metric.r2()).name()).isEqualTo("n/r2");
    assertThat(scores.accuracy()).isEqualTo(0.5);
    assertThatThrownBy(() -> Metric.ofHead("m", Metric.accuracy()).expectFits(Targets.heads(heads)))
        .hasMessageContaining("metric m/accuracy: there is no such head")
        .hasMessageContaining("expected  one of n, k");
    assertThatThrownBy(() -> Metric.ofHead("n", Metric.accuracy()).expectFits(Targets.heads(heads)))
        .hasMessageContaining("expected  data with classes");
  }

  @Test
  void onesOwn() {
    Metric worst =
        Metric.custom(
            "worst",
            false,
            scores ->
                IntStream.range(0, scores.count())
                    .mapToDouble(i -> Math.abs(scores.output(i, 0) - scores.target(i, 0)))
                    .max()
                    .orElse(0));
    assertThat(worst.value(VALUE_SCORES)).isEqualTo(1);
    assertThat(worst).hasToString("worst");
  }

  @Test
  void ofNothing() {
    Scores none = Scores.of(VALUES, new float[0], new float[0], 0);
    assertThat(Metric.meanSquaredError().value(none)).isZero();
    assertThat(Metric.hammingAccuracy().value(Scores.of(LABELS, new float[0], new float[0], 0)))
        .isZero();
  }
}
