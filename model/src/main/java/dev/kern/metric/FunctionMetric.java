package dev.kern.metric;

import static dev.kern.data.Targets.Kind.CLASS;
import static dev.kern.data.Targets.Kind.HEADS;
import static dev.kern.data.Targets.Kind.LABELS;
import static dev.kern.data.Targets.Kind.VALUES;

import dev.kern.data.Targets;
import dev.kern.extension.Registry;
import dev.kern.math.CustomName;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// A metric without settings, by its function.
final class FunctionMetric implements Metric {
  static final FunctionMetric ACCURACY =
      new FunctionMetric("accuracy", true, EnumSet.of(CLASS), FunctionMetric::accuracy);
  static final FunctionMetric MEAN_LOSS =
      new FunctionMetric("meanLoss", false, EnumSet.of(CLASS, VALUES, LABELS, HEADS), Scores::loss);
  static final FunctionMetric MACRO_F1 =
      new FunctionMetric("macroF1", true, EnumSet.of(CLASS, LABELS), FunctionMetric::macroF1);
  static final FunctionMetric MICRO_F1 =
      new FunctionMetric("microF1", true, EnumSet.of(LABELS), FunctionMetric::microF1);
  static final FunctionMetric EXACT_MATCH =
      new FunctionMetric("exactMatch", true, EnumSet.of(LABELS), FunctionMetric::accuracy);
  static final FunctionMetric HAMMING_ACCURACY =
      new FunctionMetric(
          "hammingAccuracy", true, EnumSet.of(LABELS), FunctionMetric::hammingAccuracy);
  static final FunctionMetric MEAN_SQUARED_ERROR =
      new FunctionMetric(
          "meanSquaredError", false, EnumSet.of(VALUES), s -> meanError(s, e -> e * e));
  static final FunctionMetric MEAN_ABSOLUTE_ERROR =
      new FunctionMetric(
          "meanAbsoluteError", false, EnumSet.of(VALUES), s -> meanError(s, Math::abs));
  static final FunctionMetric R2 =
      new FunctionMetric("r2", true, EnumSet.of(VALUES), FunctionMetric::r2);

  static final Registry<Metric> REGISTRY =
      new Registry<>(
          "metric",
          "Metric",
          Set.of(
              "accuracy",
              "topAccuracy",
              "meanLoss",
              "macroF1",
              "microF1",
              "exactMatch",
              "hammingAccuracy",
              "meanSquaredError",
              "meanAbsoluteError",
              "r2",
              "ofHead"),
          Metric::kind,
          metric ->
              metric instanceof FunctionMetric made ? made.function.getClass() : metric.getClass());

  private final String kind;
  private final boolean largerIsBetter;
  private final Set<Targets.Kind> takes;
  private final ToDoubleFunction<Scores> function;

  FunctionMetric(
      String kind,
      boolean largerIsBetter,
      Set<Targets.Kind> takes,
      ToDoubleFunction<Scores> function) {
    CustomName.expect(kind, "metric", "kappa");
    this.kind = kind;
    this.largerIsBetter = largerIsBetter;
    this.takes = takes;
    this.function = function;
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public boolean largerIsBetter() {
    return largerIsBetter;
  }

  @Override
  public Set<Targets.Kind> takes() {
    return EnumSet.copyOf(takes);
  }

  @Override
  public double value(Scores scores) {
    return function.applyAsDouble(scores);
  }

  @Override
  public String toString() {
    return kind;
  }

  private static IntStream images(Scores scores) {
    return IntStream.range(0, scores.count());
  }

  private static IntStream columns(Scores scores) {
    return IntStream.range(0, scores.width());
  }

  private static double part(long some, long all) {
    return all == 0 ? 0 : (double) some / all;
  }

  private static double accuracy(Scores s) {
    return part(images(s).filter(s::isRight).count(), s.count());
  }

  private static double macroF1(Scores s) {
    if (s.targets().areClasses()) {
      return ConfusionMatrix.of(s).macroAverage().f1();
    }
    return columns(s)
        .mapToObj(c -> Found.of(s, c))
        .filter(found -> found.given + found.there > 0)
        .mapToDouble(Found::f1)
        .average()
        .orElse(0);
  }

  private static double microF1(Scores s) {
    return columns(s).mapToObj(c -> Found.of(s, c)).reduce(new Found(0, 0, 0), Found::plus).f1();
  }

  /// How often a label was predicted.
  ///
  /// @param right images that have it and were given it
  /// @param given images that were given it
  /// @param there images that have it
  private record Found(long right, long given, long there) {
    static Found of(Scores s, int c) {
      return new Found(
          images(s).filter(i -> s.hasLabel(i, c) && s.isLabelled(i, c)).count(),
          images(s).filter(i -> s.hasLabel(i, c)).count(),
          images(s).filter(i -> s.isLabelled(i, c)).count());
    }

    Found plus(Found other) {
      return new Found(right + other.right, given + other.given, there + other.there);
    }

    double f1() {
      return part(2 * right, given + there);
    }
  }

  private static double hammingAccuracy(Scores s) {
    long right =
        images(s)
            .mapToLong(i -> columns(s).filter(c -> s.hasLabel(i, c) == s.isLabelled(i, c)).count())
            .sum();
    return part(right, (long) s.count() * s.width());
  }

  private static double error(Scores s, int image, int column) {
    return s.output(image, column) - s.target(image, column);
  }

  private static double meanError(Scores s, DoubleUnaryOperator of) {
    double sum = 0;
    for (int i = 0; i < s.count(); i++) {
      for (int c = 0; c < s.width(); c++) {
        sum += of.applyAsDouble(error(s, i, c));
      }
    }
    return s.count() == 0 ? 0 : sum / ((double) s.count() * s.width());
  }

  private static double r2(Scores s) {
    return columns(s).mapToDouble(c -> r2(s, c)).average().orElse(0);
  }

  static double r2(Scores s, int column) {
    double mean = images(s).mapToDouble(i -> s.target(i, column)).average().orElse(0);
    double rest = 0;
    double spread = 0;
    for (int i = 0; i < s.count(); i++) {
      double error = error(s, i, column);
      double off = s.target(i, column) - mean;
      rest += error * error;
      spread += off * off;
    }
    return spread == 0 ? (rest == 0 ? 1 : 0) : 1 - rest / spread;
  }
}
