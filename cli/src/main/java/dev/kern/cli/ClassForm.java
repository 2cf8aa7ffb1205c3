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

  /// `a.png B 97.3% (D 1.9%, P 0.4%)`, or `a.png none of these (B 41.0%, D 38.9%)`.
  @Override
  public String text(String image, Prediction said) {
    String others =
        said.best(top.orElse(USUAL)).stream()
            .skip(said.isAnswer() ? 1 : 0)
            .map(e -> "%s %s".formatted(e.getKey(), percent(e.getValue())))
            .collect(Collectors.joining(", "));
    return image
        + "  "
        + said.label()
        + (said.isAnswer() ? "  " + percent(said.probability()) : "")
        + (others.isEmpty() ? "" : "  (" + others + ")");
  }

  @Override
  public Object json(String image, Prediction said) {
    Map<String, Double> probabilities = said.probabilities();
    if (top.isPresent()) {
      Map<String, Double> few = new LinkedHashMap<>();
      said.best(top.getAsInt()).forEach(e -> few.put(e.getKey(), e.getValue()));
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
    List<Map.Entry<String, Double>> best = said.best(top.orElse(1));
    cells.addAll(List.of(said.label(), best.getFirst().getValue().toString()));
    for (Map.Entry<String, Double> each : best.subList(1, best.size())) {
      cells.addAll(List.of(each.getKey(), each.getValue().toString()));
    }
    return cells;
  }

  private static String percent(double probability) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * probability);
  }
}
