package dev.kern.metric;

import dev.kern.data.Targets;
import dev.kern.data.file.Problem;
import dev.kern.extension.Registry;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// A figure that says how well a network does on a split, besides its loss.
///
/// | targets | metrics                                                                        |
/// |---------|--------------------------------------------------------------------------------|
/// | classes | [#accuracy], [#topAccuracy], [#macroF1]                                        |
/// | values  | [#meanSquaredError], [#meanAbsoluteError], [#r2]                               |
/// | labels  | [#exactMatch], [#hammingAccuracy], [#microF1], [#macroF1]                      |
/// | heads   | [#ofHead] of any of these                                                      |
/// | any     | [#meanLoss], [#custom]                                                         |
///
/// One of your own is a record, whose components are then its settings in `run.json`, or [#custom].
/// [#register] it before a run with it is read from its folder or resumed.
public interface Metric {
  /// The metric's word in JSON, such as `accuracy`.
  String kind();

  /// What its value is called among others; its word, unless settings belong to it.
  default String name() {
    return kind();
  }

  /// Whether larger values are better.
  boolean largerIsBetter();

  /// The kinds of targets that it is made for.
  default Set<Targets.Kind> takes() {
    return EnumSet.allOf(Targets.Kind.class);
  }

  /// Its value for what a network said.
  double value(Scores scores);

  /// Refuses targets that it doesn't support.
  ///
  /// Fails with `DataException` if it doesn't take them.
  default void expectFits(Targets targets) {
    if (!takes().contains(targets.kind())) {
      throw Problem.at("metric " + name(), "this metric doesn't support these targets")
          .given("data with " + targets)
          .expected(
              takes().stream()
                  .map(Targets.Kind::word)
                  .sorted()
                  .collect(Collectors.joining(" or ", "data with ", "")))
          .fix(
              targets.kind() == Targets.Kind.HEADS
                  ? "Metric.ofHead(\"%s\", ...)"
                      .formatted(targets.heads().keySet().iterator().next())
                  : "another metric, or none");
    }
  }

  /// The fraction of images classified correctly, from 0 to 1.
  static Metric accuracy() {
    return FunctionMetric.ACCURACY;
  }

  /// The fraction of images whose class is among the `k` most probable ones, from 0 to 1.
  ///
  /// Fails with [IllegalArgumentException] if `k` is below 1.
  static Metric topAccuracy(int k) {
    return new TopAccuracy(k);
  }

  /// The mean loss, without penalties on weights.
  static Metric meanLoss() {
    return FunctionMetric.MEAN_LOSS;
  }

  /// The unweighted mean over classes, or labels, of `2 * precision * recall / (precision +
  /// recall)`; over those that occur among the images or the answers.
  static Metric macroF1() {
    return FunctionMetric.MACRO_F1;
  }

  /// F1 of all labels of all images together.
  static Metric microF1() {
    return FunctionMetric.MICRO_F1;
  }

  /// The fraction of images whose labels are all predicted, and no others.
  static Metric exactMatch() {
    return FunctionMetric.EXACT_MATCH;
  }

  /// The fraction of labels predicted correctly, over all images.
  static Metric hammingAccuracy() {
    return FunctionMetric.HAMMING_ACCURACY;
  }

  /// The mean of `(x - t)²` over values and images.
  static Metric meanSquaredError() {
    return FunctionMetric.MEAN_SQUARED_ERROR;
  }

  /// The mean of `|x - t|` over values and images.
  static Metric meanAbsoluteError() {
    return FunctionMetric.MEAN_ABSOLUTE_ERROR;
  }

  /// `1 - sum((x - t)²) / sum((t - mean(t))²)`, the mean over values: 1 at best, 0 for who always
  /// says the mean. A value that is the same for all images counts as 1 if it is predicted, else as
  /// 0.
  static Metric r2() {
    return FunctionMetric.R2;
  }

  /// A metric of one head of several, called `head/metric`.
  static Metric ofHead(String head, Metric metric) {
    return new HeadMetric(head, metric);
  }

  /// A metric of your own, without settings.
  ///
  /// ```java
  /// Metric.custom("worst", false, scores -> IntStream.range(0, scores.count())
  ///     .mapToDouble(i -> Math.abs(scores.output(i, 0) - scores.target(i, 0))).max().orElse(0))
  /// ```
  ///
  /// @param kind its word in JSON, and its name
  static Metric custom(String kind, boolean largerIsBetter, ToDoubleFunction<Scores> value) {
    return new FunctionMetric(kind, largerIsBetter, EnumSet.allOf(Targets.Kind.class), value);
  }

  /// Makes a metric known, so that files in which it stands can be read. Its word stands for it;
  /// where it is a record, its components are what files may leave out.
  ///
  /// Fails with [IllegalArgumentException] if its word is that of one of Kern's own metrics or of
  /// another class, or if it is neither a record whose components can be read nor made by
  /// [#custom].
  static void register(Metric example) {
    FunctionMetric.REGISTRY.register(example);
  }

  /// The registered metrics.
  static Registry<Metric> registry() {
    return FunctionMetric.REGISTRY;
  }
}
