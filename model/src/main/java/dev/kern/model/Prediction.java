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
/// @param label the most probable class
/// @param probability how probable, from 0 to 1
/// @param probabilities the probability of each class, in the order of the classes
public record Prediction(String label, double probability, Map<String, Double> probabilities) {
  private static final int OTHERS = 2;

  /// Copies the map, and keeps its order.
  public Prediction {
    probabilities = Collections.unmodifiableMap(new LinkedHashMap<>(probabilities));
  }

  /// From a row of logits.
  static Prediction of(List<String> classes, float[] logits, int at) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes.size(); c++) {
      max = Math.max(max, logits[at + c]);
    }
    double[] powers = new double[classes.size()];
    double sum = 0;
    for (int c = 0; c < powers.length; c++) {
      powers[c] = Math.exp(logits[at + c] - max);
      sum += powers[c];
    }
    int best = Metrics.argmax(logits, at, powers.length);
    Map<String, Double> probabilities = new LinkedHashMap<>();
    for (int c = 0; c < powers.length; c++) {
      probabilities.put(classes.get(c), powers[c] / sum);
    }
    return new Prediction(classes.get(best), powers[best] / sum, probabilities);
  }

  /// `B 97.3% (D 1.9%, P 0.4%)`: the class and the two next ones.
  @Override
  public String toString() {
    String others =
        probabilities.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(label))
            .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
            .limit(OTHERS)
            .map(entry -> entry.getKey() + " " + percent(entry.getValue()))
            .collect(Collectors.joining(", "));
    return label + " " + percent(probability) + (others.isEmpty() ? "" : " (" + others + ")");
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * part);
  }
}
