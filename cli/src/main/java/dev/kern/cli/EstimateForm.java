package dev.kern.cli;

import dev.kern.data.Targets;
import dev.kern.model.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How values, labels and heads of an image are printed.
///
/// @param targets what is predicted
record EstimateForm(Targets targets) implements PredictionForm<Estimate> {
  /// What `--json` prints.
  record Line(
      String image, Map<String, Double> values, List<String> labels, Map<String, Estimate> heads) {}

  @Override
  public String text(String image, Estimate said) {
    return image + "  " + said;
  }

  @Override
  public Object json(String image, Estimate said) {
    return new Line(image, said.values(), said.labels(), said.heads());
  }

  /// Those of a head begin with its name.
  @Override
  public List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("image"));
    addColumns("", targets, columns);
    targets.heads().forEach((name, head) -> addColumns(name + " ", head, columns));
    return columns;
  }

  private static void addColumns(String prefix, Targets targets, List<String> into) {
    switch (targets.kind()) {
      case CLASS -> into.addAll(List.of(prefix + "label", prefix + "probability"));
      case VALUES -> targets.names().forEach(name -> into.add(prefix + name));
      case LABELS -> {
        into.add(prefix + "labels");
        targets.names().forEach(name -> into.add(prefix + name));
      }
      case HEADS -> {} // each by itself
    }
  }

  @Override
  public List<String> cells(String image, Estimate said) {
    List<String> cells = new ArrayList<>(List.of(image));
    addCells(targets, said, cells);
    targets.heads().forEach((name, head) -> addCells(head, said.head(name), cells));
    return cells;
  }

  private static void addCells(Targets targets, Estimate said, List<String> into) {
    switch (targets.kind()) {
      case CLASS -> {
        String label = said.labels().getFirst();
        into.addAll(List.of(label, Double.toString(said.value(label))));
      }
      case VALUES -> said.values().values().forEach(value -> into.add(value.toString()));
      case LABELS -> {
        into.add(String.join("; ", said.labels()));
        said.values().values().forEach(value -> into.add(value.toString()));
      }
      case HEADS -> {} // each by itself
    }
  }
}
