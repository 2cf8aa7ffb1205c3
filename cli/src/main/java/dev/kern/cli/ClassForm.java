package dev.kern.cli;

import dev.kern.model.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// How the class of an image is printed.
///
/// @param top how many classes to name; usually 3 in text, all in JSON and 1 in a CSV file
record ClassForm(OptionalInt top) implements PredictionForm<Prediction> {
  private static final int USUAL = 3;

  /// What `--json` prints.
  record Line(String image, String label, double probability, Map<String, Double> probabilities) {}

  /// `a.png B 97.3% (D 1.9%, P 0.4%)`
  @Override
  public String text(String image, Prediction said) {
    String others =
        best(said, top.orElse(USUAL)).stream()
            .skip(1)
            .map(e -> "%s %s".formatted(e.getKey(), percent(e.getValue())))
            .collect(Collectors.joining(", ", "  (", ")"));
    return "%s  %s  %s%s"
        .formatted(
            image, said.label(), percent(said.probability()), top.orElse(USUAL) == 1 ? "" : others);
  }

  @Override
  public Object json(String image, Prediction said) {
    Map<String, Double> probabilities = said.probabilities();
    if (top.isPresent()) {
      Map<String, Double> few = new LinkedHashMap<>();
      best(said, top.getAsInt()).forEach(e -> few.put(e.getKey(), e.getValue()));
      probabilities = few;
    }
    return new Line(image, said.label(), said.probability(), probabilities);
  }

  @Override
  public List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("image", "label", "probability"));
    for (int n = 2; n <= top.orElse(1); n++) {
      columns.add("label" + n);
      columns.add("probability" + n);
    }
    return columns;
  }

  @Override
  public List<String> cells(String image, Prediction said) {
    List<String> cells = new ArrayList<>(List.of(image));
    for (Map.Entry<String, Double> each : best(said, top.orElse(1))) {
      cells.add(each.getKey());
      cells.add(each.getValue().toString());
    }
    return cells;
  }

  /// The most probable classes, first the one that is predicted.
  private static List<Map.Entry<String, Double>> best(Prediction said, int count) {
    List<Map.Entry<String, Double>> best = new ArrayList<>();
    best.add(Map.entry(said.label(), said.probability()));
    said.probabilities().entrySet().stream()
        .filter(e -> !e.getKey().equals(said.label()))
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .limit(count - 1L)
        .forEach(best::add);
    return best;
  }

  private static String percent(double probability) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * probability);
  }
}
