package dev.kern.report;

import static dev.kern.report.Html.div;
import static dev.kern.report.Html.figure;
import static dev.kern.report.Html.section;
import static dev.kern.report.Html.table;

import dev.kern.data.Targets;
import dev.kern.metric.ClassScore;
import dev.kern.metric.ConfusionMatrix;
import dev.kern.metric.LabelScore;
import dev.kern.metric.Scores;
import dev.kern.metric.ValueScore;
import dev.kern.model.Evaluation;
import dev.kern.report.draw.HistogramChart;
import dev.kern.report.draw.Svg;
import dev.kern.report.draw.Unit;
import dev.kern.report.markup.Element;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The sections that say how well the network did: for its classes, values or labels, and for each
/// of several heads by itself.
final class ResultSections {
  private static final int MOST_HISTOGRAMS = 6;

  private ResultSections() {}

  /// The sections, in order.
  static List<Element> of(EvaluatedSplit evaluated) {
    Scores scores = evaluated.scores();
    String all = lead(evaluated, scores, true);
    if (scores.targets().heads().isEmpty()) {
      return List.of(results("", all, evaluated, scores), WorstImages.of("", evaluated, scores, 0));
    }
    List<Element> sections = new ArrayList<>();
    sections.add(section("Heads", all));
    for (String head : scores.targets().heads().keySet()) {
      Scores own = scores.head(head);
      String prefix = "Head " + head + ": ";
      sections.add(results(prefix, lead(evaluated, own, false), evaluated, own));
      sections.add(WorstImages.of(prefix, evaluated, own, scores.targets().from(head)));
    }
    return sections;
  }

  /// A title, as it is or behind that of a head.
  static String titled(String prefix, String title) {
    return prefix.isEmpty()
        ? title
        : prefix + Character.toLowerCase(title.charAt(0)) + title.substring(1);
  }

  /// `The 20 test images: 95.0 % accuracy, 0.123 loss.`
  ///
  /// @param whole whether loss and metrics are those of these scores, not of all heads together
  private static String lead(EvaluatedSplit evaluated, Scores scores, boolean whole) {
    Targets targets = scores.targets();
    List<String> figures = new ArrayList<>();
    if (!targets.areValues()) {
      figures.add(
          Unit.PERCENT.text(scores.accuracy())
              + (targets.areClasses() ? " accuracy" : " " + Sections.right(targets)));
    }
    if (whole) {
      Evaluation evaluation = evaluated.evaluation();
      figures.add(Unit.PLAIN.text(evaluation.loss()) + " loss");
      evaluation.metrics().forEach((name, value) -> figures.add(name + " " + number(value)));
    }
    String end =
        figures.isEmpty() ? "" : figures.stream().collect(Collectors.joining(", ", ": ", ""));
    return "The " + evaluated.images() + end + ".";
  }

  private static String number(double value) {
    return Unit.PLAIN.text(value);
  }

  private static Element results(
      String prefix, String lead, EvaluatedSplit evaluated, Scores scores) {
    Element section = section(titled(prefix, Sections.title(scores.targets())), lead);
    return switch (scores.targets().kind()) {
      case CLASS -> section.add(classes(evaluated, scores));
      case VALUES -> section.add(values(scores)).add(errors(scores));
      case LABELS -> section.add(labels(scores));
      case HEADS -> throw new IllegalArgumentException("heads have sections of their own");
    };
  }

  private static Element classes(EvaluatedSplit evaluated, Scores scores) {
    ConfusionMatrix matrix = ConfusionMatrix.of(scores);
    List<List<String>> rows = new ArrayList<>();
    matrix.scores().forEach(score -> rows.add(row(score)));
    rows.add(row(matrix.macroAverage()));
    return div(
        "pair",
        figure(
            "Confusion matrix. A row holds the images of one class; the stronger the"
                + " colour, the more of them were classified as that column's class.",
            Svg.of(evaluated.confusion(scores).drawing()).with("class", "matrix")),
        figure(
            "Precision, recall and F1 per class.",
            table(List.of("class", "precision", "recall", "F1", "images"), rows, 1)));
  }

  private static List<String> row(ClassScore score) {
    return List.of(
        score.name(),
        Unit.PERCENT.text(score.precision()),
        Unit.PERCENT.text(score.recall()),
        Unit.PERCENT.text(score.f1()),
        Unit.count(score.support()));
  }

  private static Element labels(Scores scores) {
    List<List<String>> rows = new ArrayList<>();
    for (LabelScore score : LabelScore.of(scores)) {
      rows.add(
          List.of(
              score.name(),
              Unit.PERCENT.text(score.precision()),
              Unit.PERCENT.text(score.recall()),
              Unit.PERCENT.text(score.f1()),
              Double.isNaN(score.auc()) ? "–" : number(score.auc()),
              Unit.count(score.support())));
    }
    return figure(
        "Precision, recall and F1 per label, for the labels with a probability above 50 %; the area"
            + " under the ROC curve (AUC), for all thresholds at once: 1 is perfect, 0.5 is chance."
            + " The last column counts the images that have the label.",
        div(
            "rows",
            table(List.of("label", "precision", "recall", "F1", "AUC", "images"), rows, 1)));
  }

  private static Element values(Scores scores) {
    List<List<String>> rows = new ArrayList<>();
    for (ValueScore score : ValueScore.of(scores)) {
      rows.add(
          List.of(
              score.name(),
              number(score.meanError()),
              number(score.meanAbsoluteError()),
              number(score.rootMeanSquaredError()),
              number(score.medianError()),
              number(score.largestError()),
              number(score.r2())));
    }
    return figure(
        "Errors per value, in the value's own units; an error is the predicted value minus the true"
            + " one. R² is 1 for a perfect prediction and 0 for always predicting the mean.",
        div(
            "rows",
            table(
                List.of(
                    "value",
                    "mean error",
                    "mean absolute",
                    "root mean square",
                    "median absolute",
                    "largest",
                    "R²"),
                rows,
                1)));
  }

  private static Element errors(Scores scores) {
    List<String> names = scores.targets().names();
    Element pair = div("pair");
    for (int value = 0; value < Math.min(MOST_HISTOGRAMS, names.size()); value++) {
      String name = names.get(value);
      HistogramChart chart =
          new HistogramChart(
              "Errors of " + name,
              "predicted minus true " + name,
              Arrays.stream(ValueScore.errors(scores, value)).boxed().toList());
      pair.add(figure("How the errors of %s are spread.".formatted(name), Svg.of(chart.drawing())));
    }
    return pair;
  }
}
