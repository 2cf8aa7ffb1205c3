package dev.kern.model;

import dev.kern.metric.Metrics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What a network takes an image for.
///
/// @param label the most probable class, or [#NONE] if it is less probable than the model demands
/// @param probability how probable the most probable class is, from 0 to 1
/// @param probabilities the probability of each class, in the order of the classes
public record Prediction(String label, double probability, Map<String, Double> probabilities) {
  /// What a model with a threshold says where no class is probable enough; see [Decision].
  public static final String NONE = "none of these";

  private static final int OTHERS = 2;

  /// Copies the map, and keeps its order.
  public Prediction {
    probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
  }

  /// From a row of logits, whatever the probability.
  static Prediction of(List<String> classes, float[] logits, int at) {
    return of(classes, logits, at, Decision.USUAL);
  }

  /// From a row of logits.
  static Prediction of(List<String> classes, float[] logits, int at, Decision decision) {
    double[] each = probabilities(logits, at, classes.size());
    int best = Metrics.argmax(logits, at, each.length);
    Map<String, Double> probabilities = new LinkedHashMap<>();
    for (int c = 0; c < each.length; c++) {
      probabilities.put(classes.get(c), each[c]);
    }
    double probability = each[best];
    String label = decision.accepts(probability) ? classes.get(best) : NONE;
    return new Prediction(label, probability, probabilities);
  }

  /// The softmax of a row of logits: the probability of each class, as a prediction has them.
  ///
  /// @param at where the row begins
  /// @param classes how many numbers it has
  public static double[] probabilities(float[] logits, int at, int classes) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      max = Math.max(max, logits[at + c]);
    }
    double[] powers = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      powers[c] = Math.exp(logits[at + c] - max);
      sum += powers[c];
    }
    for (int c = 0; c < classes; c++) {
      powers[c] /= sum;
    }
    return powers;
  }

  /// Whether a class is probable enough.
  public boolean isAnswer() {
    return !label.equals(NONE);
  }

  /// The most probable classes with their probabilities, the best first.
  ///
  /// @param count how many at most
  public List<Map.Entry<String, Double>> best(int count) {
    return probabilities.entrySet().stream()
        .sorted(
            Map.Entry.<String, Double>comparingByValue()
                .reversed()
                .thenComparing(entry -> !entry.getKey().equals(label)))
        .limit(count)
        .toList();
  }

  /// `B 97.3% (D 1.9%, P 0.4%)`: the class and the two next ones; `none of these (B 41.0%, ...)`.
  @Override
  public String toString() {
    String others =
        best(1 + OTHERS).stream()
            .skip(isAnswer() ? 1 : 0)
            .map(entry -> entry.getKey() + " " + percent(entry.getValue()))
            .collect(Collectors.joining(", "));
    return label
        + (isAnswer() ? " " + percent(probability) : "")
        + (others.isEmpty() ? "" : " (" + others + ")");
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * part);
  }
}
