package dev.kern.cli;

import dev.kern.cli.terminal.CsvLine;
import dev.kern.data.Targets;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.Problem;
import dev.kern.metric.ConfusionMatrix;
import dev.kern.metric.Scores;
import dev.kern.model.Mistake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What `kern evaluate` writes to CSV files.
///
/// @param heads what the network said about each image, as [#classes] has it
record EvaluationCsv(Map<String, Scores> heads) {
  private static final List<String> MISTAKE =
      List.of("source", "label", "prediction", "probability", "label_probability", "loss");

  /// Refuses a network that says nothing about classes, with `DataException`.
  static void expectClasses(Targets targets) {
    if (!targets.areClasses() && targets.heads().values().stream().noneMatch(Targets::areClasses)) {
      throw Problem.at("kern evaluate", "--csv and --confusion are about classes")
          .given("a network for " + targets)
          .fix("remove these options");
    }
  }

  /// The files for what a network said.
  static EvaluationCsv of(Scores scores) {
    return new EvaluationCsv(classes(scores));
  }

  /// What a network said about classes: of each head that has some, by its name; without heads,
  /// under no name.
  static Map<String, Scores> classes(Scores scores) {
    Map<String, Scores> classes = new LinkedHashMap<>();
    if (scores.targets().areClasses()) {
      classes.put("", scores);
    }
    for (String name : scores.targets().heads().keySet()) {
      if (scores.head(name).targets().areClasses()) {
        classes.put(name, scores.head(name));
      }
    }
    return classes;
  }

  /// Writes all mistakes, those with the largest loss first: the most confident ones, and most
  /// wrong labels with them.
  void mistakes(Path file) {
    List<String> title = heads.containsKey("") ? MISTAKE : with("head", MISTAKE);
    StringBuilder text = new StringBuilder(CsvLine.of(title));
    heads.forEach(
        (name, scores) -> {
          for (Mistake mistake : Mistake.worst(scores, scores.count())) {
            text.append(CsvLine.of(name.isEmpty() ? cells(mistake) : with(name, cells(mistake))));
          }
        });
    AtomicOutput.replace(file, text.toString());
  }

  private static List<String> cells(Mistake mistake) {
    return List.of(
        mistake.source(),
        mistake.label(),
        mistake.predicted(),
        Double.toString(mistake.probability()),
        Double.toString(mistake.labelProbability()),
        Double.toString(mistake.loss()));
  }

  /// Writes the confusion matrix: a row per true class, a column per predicted one. Those of
  /// several heads are separated by an empty line.
  void confusion(Path file) {
    List<String> matrices = new ArrayList<>();
    heads.forEach((name, scores) -> matrices.add(matrix(name, ConfusionMatrix.of(scores))));
    AtomicOutput.replace(file, String.join("\n", matrices));
  }

  private static String matrix(String name, ConfusionMatrix matrix) {
    List<String> names = matrix.names();
    StringBuilder text = new StringBuilder(CsvLine.of(with(name, names)));
    for (int row = 0; row < names.size(); row++) {
      List<String> cells = new ArrayList<>(List.of(names.get(row)));
      for (int column = 0; column < names.size(); column++) {
        cells.add(Integer.toString(matrix.count(row, column)));
      }
      text.append(CsvLine.of(cells));
    }
    return text.toString();
  }

  private static List<String> with(String first, List<String> others) {
    return Stream.concat(Stream.of(first), others.stream()).toList();
  }
}
