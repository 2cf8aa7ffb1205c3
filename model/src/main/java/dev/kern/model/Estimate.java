package dev.kern.model;

import dev.kern.data.Targets;
import dev.kern.metric.Scores;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// What a network says about an image, where that isn't one of several classes.
///
/// | targets | `values`                                      | `labels`                           |
/// |---------|-----------------------------------------------|------------------------------------|
/// | values  | each value by its name                        | none                               |
/// | labels  | the probability of each label, from 0 to 1    | those at the threshold or above it |
/// | classes | of a head: the probability of each class      | the most probable class            |
/// | heads   | none                                          | none; see [#head]                  |
///
/// @param values numbers by name, in the order of the targets
/// @param labels what the image is said to be
/// @param heads what each head says, by its name
public record Estimate(
    Map<String, Double> values, List<String> labels, Map<String, Estimate> heads) {
  /// Copies list and maps, and keeps their order.
  public Estimate {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    labels = List.copyOf(labels);
    heads = Collections.unmodifiableMap(new LinkedHashMap<>(heads));
  }

  /// From a row of a network's outputs.
  static Estimate of(Targets targets, float[] outputs, int at, Decision decision) {
    Map<String, Double> values = new LinkedHashMap<>();
    List<String> labels = new ArrayList<>();
    Map<String, Estimate> heads = new LinkedHashMap<>();
    switch (targets.kind()) {
      case CLASS -> {
        Prediction prediction = Prediction.of(targets.names(), outputs, at, decision);
        values.putAll(prediction.probabilities());
        labels.add(prediction.label());
      }
      case VALUES -> {
        for (int i = 0; i < targets.width(); i++) {
          values.put(targets.names().get(i), (double) outputs[at + i]);
        }
      }
      case LABELS -> {
        for (int i = 0; i < targets.width(); i++) {
          double probability = 1 / (1 + Math.exp(-outputs[at + i]));
          values.put(targets.names().get(i), probability);
          if (probability >= decision.leastOfLabels()) {
            labels.add(targets.names().get(i));
          }
        }
      }
      case HEADS ->
          targets
              .heads()
              .forEach(
                  (name, head) ->
                      heads.put(name, of(head, outputs, at + targets.from(name), decision)));
    }
    return new Estimate(values, labels, heads);
  }

  /// What a network said about an image; labels apply from a probability of 0.5 on.
  public static Estimate of(Scores said, int image) {
    return of(said.targets(), said.outputs(image), 0, Decision.USUAL);
  }

  /// What it was to say, as if a network had been sure of it.
  public static Estimate truth(Scores said, int image) {
    Map<String, Double> values = new LinkedHashMap<>();
    List<String> labels = new ArrayList<>();
    Map<String, Estimate> heads = new LinkedHashMap<>();
    Targets targets = said.targets();
    targets.heads().keySet().forEach(head -> heads.put(head, truth(said.head(head), image)));
    for (int i = 0; heads.isEmpty() && i < targets.width(); i++) {
      values.put(targets.names().get(i), said.target(image, i));
      if (targets.areClasses() ? i == said.label(image) : said.isLabelled(image, i)) {
        labels.add(targets.names().get(i));
      }
    }
    return new Estimate(values, targets.areValues() ? List.of() : labels, heads);
  }

  /// The number of this name: a value, or the probability of a label or class.
  ///
  /// Fails with [IllegalArgumentException] if there is none.
  public double value(String name) {
    return expect(name, values, "value");
  }

  /// What a head says.
  ///
  /// Fails with [IllegalArgumentException] if there is no such head.
  public Estimate head(String name) {
    return expect(name, heads, "head");
  }

  private static <T> T expect(String name, Map<String, T> map, String what) {
    if (!map.containsKey(name)) {
      throw new IllegalArgumentException(
          """
          estimate: there is no such %s
            given     '%s'
            expected  one of %s
            fix       check its spelling\
          """
              .formatted(what, name, map.keySet()));
    }
    return Objects.requireNonNull(map.get(name));
  }

  /// `x 0.25, y -3.5`, or `cat, dog (cat 0.93, dog 0.61, bird 0.02)`, or that of each head.
  @Override
  public String toString() {
    if (!heads.isEmpty()) {
      return heads.entrySet().stream()
          .map(head -> head.getKey() + ": " + head.getValue())
          .collect(Collectors.joining("; "));
    }
    String numbers =
        values.entrySet().stream()
            .map(value -> String.format(Locale.ROOT, "%s %.4g", value.getKey(), value.getValue()))
            .collect(Collectors.joining(", "));
    return labels.isEmpty() ? numbers : String.join(", ", labels) + " (" + numbers + ")";
  }
}
