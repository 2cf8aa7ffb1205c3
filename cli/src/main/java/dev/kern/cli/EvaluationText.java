package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import dev.kern.data.Targets;
import dev.kern.data.file.ShellWord;
import dev.kern.layer.Table;
import dev.kern.loss.Loss;
import dev.kern.metric.Calibration;
import dev.kern.metric.ClassScore;
import dev.kern.metric.ConfusionMatrix;
import dev.kern.metric.LabelScore;
import dev.kern.metric.Scores;
import dev.kern.metric.ValueScore;
import dev.kern.metric.WilsonInterval;
import dev.kern.model.Answered;
import dev.kern.model.Evaluation;
import dev.kern.model.Mistake;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// What `kern evaluate` prints.
///
/// @param scores what the network said about each image
/// @param evaluation how well it does
/// @param loss what its loss is
/// @param out where to print
record EvaluationText(Scores scores, Evaluation evaluation, Loss loss, PrintWriter out) {
  /// The most classes that are all listed, with a matrix that fits a terminal.
  private static final int MOST_CLASSES = 20;

  private static final int SHOWN = 20;

  /// The first line: `Accuracy 93.30%, loss 0.2134, on 60 test images`. A loss other than the usual
  /// one for classes is named.
  void summary(String images) {
    Targets targets = scores.targets();
    String right =
        switch (targets.kind()) {
          case CLASS, VALUES -> "";
          case LABELS -> " (all labels correct)";
          case HEADS -> " (correct in every head with classes or labels)";
        };
    boolean plain = loss.equals(Loss.crossEntropy());
    out.println(
        String.format(
            Locale.ROOT,
            "%s %s%s, on %,d %s",
            targets.areValues()
                ? "Loss"
                : String.format(
                    Locale.ROOT, "Accuracy %.2f%%%s, loss", 100 * scores.accuracy(), right),
            digits(evaluation.loss()),
            plain ? "" : " (%s)".formatted(loss),
            evaluation.count(),
            images));
    evaluation.metrics().forEach((name, value) -> out.printf("%s %s%n", name, digits(value)));
  }

  /// How far the accuracy can be trusted, if there is one: `95% interval of the accuracy: 84.12% to
  /// 97.35%`.
  void interval() {
    evaluation
        .accuracyInterval()
        .ifPresent(
            interval ->
                out.println("95%% interval of the accuracy: %s".formatted(percent(interval))));
  }

  /// `84.12% to 97.35%`.
  static String percent(WilsonInterval interval) {
    return String.format(
        Locale.ROOT, "%.2f%% to %.2f%%", 100 * interval.low(), 100 * interval.high());
  }

  /// What a threshold does: `Threshold 0.8: 93.40% of the images get an answer, 99.10% of the
  /// answers are right`.
  void answered(Answered those) {
    out.println(
        String.format(
            Locale.ROOT,
            "Threshold %s: %.2f%% of the images get an answer%s",
            those.threshold(),
            100 * those.coverage(),
            those.answered() == 0
                ? ""
                : String.format(
                    Locale.ROOT, ", %.2f%% of the answers are right", 100 * those.accuracy())));
  }

  /// What a temperature would change, and how to keep it.
  void calibrated(Calibration best, Path model) {
    Calibration plain = Calibration.of(scores, 1);
    out.println(
        String.format(
            Locale.ROOT,
            "Probabilities: expected calibration error %.2f%%; with temperature %s %.2f%%, loss %s",
            100 * plain.error(),
            best.temperature(),
            100 * best.error(),
            digits(best.loss())));
    out.println(
        "  kern export %s model.safetensors --temperature %s"
            .formatted(ShellWord.of(model), best.temperature()));
  }

  /// What there is to know about each class, value or label, head by head.
  ///
  /// @param mistakes how many to list at most
  void details(int mistakes) {
    if (scores.targets().heads().isEmpty()) {
      details(scores, mistakes);
    }
    for (String head : scores.targets().heads().keySet()) {
      Scores own = scores.head(head);
      out.printf("%n== head %s", head);
      if (!own.targets().areValues()) {
        out.printf(Locale.ROOT, ": accuracy %.2f%%", 100 * own.accuracy());
      }
      out.println();
      details(own, mistakes);
    }
  }

  private void details(Scores own, int mistakes) {
    switch (own.targets().kind()) {
      case CLASS -> {
        ConfusionMatrix matrix = ConfusionMatrix.of(own);
        if (matrix.names().size() <= MOST_CLASSES) {
          confusion(matrix, Output.columns());
          classes("", matrix.scores(), matrix);
        } else {
          confusions(matrix);
          worstClasses(matrix);
        }
        worst(own, Mistake.worst(own, Math.max(0, mistakes)));
      }
      case VALUES -> values(own);
      case LABELS -> labels(own);
      case HEADS -> throw new IllegalArgumentException("heads are printed one by one");
    }
  }

  /// The matrix, with numbers for the names above its columns if these leave no room; as a list if
  /// that doesn't either.
  ///
  /// @param columns of the terminal
  void confusion(ConfusionMatrix matrix, int columns) {
    List<String> names = matrix.names();
    List<String> numbers = IntStream.range(0, names.size()).mapToObj(Integer::toString).toList();
    List<String> numbered =
        IntStream.range(0, names.size()).mapToObj(c -> c + " " + names.get(c)).toList();
    if (width(names) + cell(matrix, names) * names.size() < columns) {
      table(matrix, names, names);
    } else if (width(numbered) + cell(matrix, numbers) * names.size() < columns) {
      table(matrix, numbered, numbers);
    } else {
      confusions(matrix);
    }
  }

  private static int cell(ConfusionMatrix matrix, List<String> titles) {
    return Math.max(width(titles), Integer.toString(matrix.count()).length()) + 1;
  }

  private void table(ConfusionMatrix matrix, List<String> rows, List<String> titles) {
    int width = width(rows);
    int cell = cell(matrix, titles);
    out.println();
    out.println("Confusion matrix (rows: true class, columns: predicted class)");
    out.print(" ".repeat(width));
    titles.forEach(title -> out.print(" ".repeat(cell - title.length()) + title));
    out.println();
    for (int row = 0; row < rows.size(); row++) {
      String name = rows.get(row);
      out.print(name + " ".repeat(width - name.length()));
      for (int column = 0; column < titles.size(); column++) {
        int count = matrix.count(row, column);
        String text = count == 0 ? "." : Integer.toString(count);
        out.print(" ".repeat(cell - text.length()) + text);
      }
      out.println();
    }
  }

  /// How often images of one class are taken for another.
  private record Confusion(String truth, String predicted, int count) {}

  /// The largest numbers of a matrix that is too large to print.
  private void confusions(ConfusionMatrix matrix) {
    List<String> names = matrix.names();
    List<Confusion> wrong = new ArrayList<>();
    for (int row = 0; row < names.size(); row++) {
      for (int column = 0; column < names.size(); column++) {
        if (row != column && matrix.count(row, column) > 0) {
          wrong.add(new Confusion(names.get(row), names.get(column), matrix.count(row, column)));
        }
      }
    }
    wrong.sort(Comparator.comparingInt(Confusion::count).reversed());
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "Confusions (%,d pairs of classes, those with the most images; --confusion FILE writes"
                + " all)",
            wrong.size()));
    wrong.stream()
        .limit(SHOWN)
        .forEach(
            pair ->
                out.println(
                    String.format(
                        Locale.ROOT,
                        "  %,6d  %s classified as %s",
                        pair.count,
                        pair.truth,
                        pair.predicted)));
  }

  private void worstClasses(ConfusionMatrix matrix) {
    List<ClassScore> scores =
        matrix.scores().stream()
            .filter(score -> score.support() > 0)
            .sorted(Comparator.comparingDouble(ClassScore::f1))
            .limit(SHOWN)
            .toList();
    classes(
        String.format(
            Locale.ROOT,
            "  (of %,d, those with the lowest F1; --json has all)",
            matrix.names().size()),
        scores,
        matrix);
  }

  private static int width(List<String> names) {
    return names.stream().mapToInt(String::length).max().orElse(1);
  }

  private void classes(String which, List<ClassScore> scores, ConfusionMatrix matrix) {
    String name = "%-" + Math.max(width(scores.stream().map(ClassScore::name).toList()), 5) + "s";
    out.printf(
        "%n" + name + "  %9s  %6s  %6s  %8s%s%n",
        "class",
        "precision",
        "recall",
        "F1",
        "images",
        which);
    for (ClassScore s : scores) {
      row(name, s.name(), s);
    }
    row(name, "mean", matrix.macroAverage());
  }

  private void row(String name, String title, ClassScore s) {
    out.printf(
        Locale.ROOT,
        name + "  %9.3f  %6.3f  %6.3f  %,8d%n",
        title,
        s.precision(),
        s.recall(),
        s.f1(),
        s.support());
  }

  /// @param own where the mistakes are from
  private void worst(Scores own, List<Mistake> mistakes) {
    if (mistakes.isEmpty()) {
      return;
    }
    long all = IntStream.range(0, own.count()).filter(i -> !own.isRight(i)).count();
    boolean numbered = mistakes.stream().anyMatch(m -> own.origin(m.image()).file().isEmpty());
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "Worst mistakes (%slargest loss first%s)",
            mistakes.size() < all ? String.format(Locale.ROOT, "of %,d, ", all) : "",
            numbered ? "; numbered as in the data, from 0" : ""));
    int width = width(mistakes.stream().map(Mistake::source).toList());
    for (Mistake m : mistakes) {
      out.println(
          String.format(
              Locale.ROOT,
              "  %-" + width + "s  %s classified as %s, %.1f%% confident",
              m.source(),
              m.label(),
              m.predicted(),
              100 * m.probability()));
    }
  }

  private void labels(Scores own) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"label", "precision", "recall", "F1", "AUC", "images"});
    for (LabelScore s : LabelScore.of(own)) {
      rows.add(
          new String[] {
            s.name(),
            fraction(s.precision()),
            fraction(s.recall()),
            fraction(s.f1()),
            Double.isNaN(s.auc()) ? "-" : fraction(s.auc()),
            String.format(Locale.ROOT, "%,d", s.support())
          });
    }
    table(rows);
  }

  private static String fraction(double part) {
    return String.format(Locale.ROOT, "%.3f", part);
  }

  private void values(Scores own) {
    List<String[]> rows = new ArrayList<>();
    rows.add(
        new String[] {"value", "mean error", "mean absolute", "root mean square", "largest", "R2"});
    for (ValueScore s : ValueScore.of(own)) {
      rows.add(
          new String[] {
            s.name(),
            number(s.meanError()),
            number(s.meanAbsoluteError()),
            number(s.rootMeanSquaredError()),
            number(s.largestError()),
            fraction(s.r2())
          });
    }
    table(rows);
  }

  /// Four digits behind the point, or four that say something: squared errors may be tiny.
  private static String digits(double value) {
    String format = value != 0 && Math.abs(value) < 0.01 ? "%.4g" : "%.4f";
    return String.format(Locale.ROOT, format, value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  private void table(List<String[]> rows) {
    out.println();
    out.print(Table.text(rows, 1, Output.columns()));
  }
}
