package dev.kern.report;

import static dev.kern.report.ReportTest.all;
import static dev.kern.report.ReportTest.parse;
import static dev.kern.report.ReportTest.row;
import static dev.kern.report.ReportTest.texts;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.loss.Loss;
import dev.kern.metric.LabelScore;
import dev.kern.metric.Scores;
import dev.kern.metric.ValueScore;
import dev.kern.model.Evaluation;
import dev.kern.model.Evaluator;
import dev.kern.report.draw.Unit;
import dev.kern.run.Engine;
import dev.kern.train.Run;
import dev.kern.train.RunFolder;
import dev.kern.train.Training;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/// Reports on runs that learn values, labels or several heads.
final class ReportTargetsTest {
  @TempDir Path runs;

  /// A finished run and what there is to say about it.
  ///
  /// @param folder the run's folder
  /// @param page its report
  /// @param scores what the network says about the test images
  /// @param evaluation how well it does, by the run's loss and metrics
  private record Reported(Path folder, Document page, Scores scores, Evaluation evaluation) {
    double metric(String name) {
      return requireNonNull(evaluation.metrics().get(name));
    }

    /// The alternative texts of the images that begin like this.
    List<String> images(String begin) {
      return all(page, "img").stream()
          .map(image -> image.getAttribute("alt"))
          .filter(alt -> alt.startsWith(begin))
          .toList();
    }
  }

  private Reported report(Dots dots) {
    Path folder = runs.resolve("run");
    Training training = dots.training();
    try (Run run = training.out(folder).start(dots.data())) {
      run.fit();
      try (Evaluator evaluator =
          Evaluator.open(run.trained(), Engine.VECTOR, 1, training.loss(), training.metrics())) {
        Scores scores = evaluator.scores(dots.data().test());
        return new Reported(
            folder,
            parse(Report.of(RunFolder.open(folder), dots.data()).page()),
            scores,
            evaluator.evaluation(scores));
      }
    }
  }

  private static String number(double value) {
    return Unit.PLAIN.text(value);
  }

  @Test
  void valuesHaveErrorsInsteadOfAccuracy() {
    Reported run = report(Dots.values());
    assertThat(texts(run.page, "h2"))
        .containsExactly(
            "Learning curves",
            "Values",
            "Largest errors",
            "One image through the layers",
            "Network",
            "Settings");
    assertThat(run.page.getDocumentElement().getTextContent())
        .doesNotContain("NaN", "Accuracy", "test accuracy", "classif", "cross-entropy", "labelled");
    assertThat(texts(run.page, "p"))
        .contains(
            "The 40 test images: %s loss, r2 %s."
                .formatted(number(run.evaluation.loss()), number(run.metric("r2"))));
    assertThat(texts(run.page, "span"))
        .contains("test loss", number(run.evaluation.loss()), "40 images");
    assertThat(texts(run.page, "figcaption"))
        .contains("Loss, the mean squared error.", "The metric r2.");
    ValueScore column = ValueScore.of(run.scores).get(1);
    assertThat(row(run.page, "column"))
        .containsExactly(
            "column",
            number(column.meanError()),
            number(column.meanAbsoluteError()),
            number(column.rootMeanSquaredError()),
            number(column.medianError()),
            number(column.largestError()),
            number(column.r2()));
    assertThat(
            all(run.page, "rect").stream()
                .mapToInt(bar -> Integer.parseInt(bar.getAttribute("data-tip").split(" ")[0]))
                .sum())
        .isEqualTo(80);
    assertThat(run.images("test image ")).hasSize(20);
    assertThat(run.images("test image ").getFirst())
        .matches("test image \\w+\\[\\d+], (row|column) is [-0-9.]+, predicted [-0-9.]+");
    assertThat(texts(run.page, "tr")).contains("valuesrow, column");
  }

  @Test
  void labelsHaveAScoreEach() {
    Reported run = report(Dots.labels());
    assertThat(texts(run.page, "h2"))
        .containsExactly(
            "Learning curves",
            "Labels",
            "Worst mistakes",
            "One image through the layers",
            "Network",
            "Settings");
    assertThat(texts(run.page, "p"))
        .contains(
            "The 40 test images: %s with all labels correct, %s loss."
                .formatted(
                    Unit.PERCENT.text(run.evaluation.accuracy()), number(run.evaluation.loss())));
    assertThat(texts(run.page, "figcaption"))
        .contains(
            "Loss, the mean binary cross-entropy in nats.",
            "Accuracy, the fraction of images with all labels correct.");
    assertThat(texts(run.page, "span"))
        .contains(
            "%d of 40 with all labels correct"
                .formatted(Math.round(40 * run.evaluation.accuracy())));
    LabelScore left = LabelScore.of(run.scores).get(1);
    assertThat(row(run.page, "left"))
        .containsExactly(
            "left",
            Unit.PERCENT.text(left.precision()),
            Unit.PERCENT.text(left.recall()),
            Unit.PERCENT.text(left.f1()),
            number(left.auc()),
            Unit.count(left.support()));
    long wrong = Math.round(run.scores.count() * (1 - run.evaluation.accuracy()));
    assertThat(run.images("test image ")).hasSize((int) Math.min(20, wrong));
  }

  @Test
  void eachHeadHasSectionsOfItsOwn() {
    Reported run = report(Dots.heads());
    assertThat(texts(run.page, "h2"))
        .containsExactly(
            "Learning curves",
            "Heads",
            "Head side: classes",
            "Head side: worst mistakes",
            "Head place: values",
            "Head place: largest errors",
            "Head tags: labels",
            "Head tags: worst mistakes",
            "One image through the layers",
            "Network",
            "Settings");
    assertThat(run.page.getDocumentElement().getTextContent()).doesNotContain("NaN");
    assertThat(texts(run.page, "p"))
        .contains(
            "The 40 test images: %s correct in every head with classes or labels, %s loss,"
                    .formatted(
                        Unit.PERCENT.text(run.evaluation.accuracy()), number(run.evaluation.loss()))
                + " place/r2 %s.".formatted(number(run.metric("place/r2"))),
            "The 40 test images: %s accuracy."
                .formatted(Unit.PERCENT.text(run.scores.head("side").accuracy())),
            "The 40 test images.");
    assertThat(texts(run.page, "figcaption"))
        .contains(
            "Loss, the sum of side (cross-entropy in nats), place (squared error, times 4.0), tags"
                + " (binary cross-entropy in nats).");
    assertThat(row(run.page, "top")).hasSize(6);
    assertThat(row(run.page, "lower")).hasSize(5);
    assertThat(row(run.page, "row")).hasSize(7);
    assertThat(texts(run.page, "b")).contains("heads1/side", "side", "place", "tags");
  }

  @Test
  void saysWhatIsMissingWithoutData() {
    Reported run = report(Dots.values());
    Document page = parse(Report.of(RunFolder.open(run.folder), Optional.empty()).page());
    assertThat(texts(page, "h2"))
        .containsExactly("Learning curves", "Values", "Network", "Settings");
    assertThat(texts(page, "p"))
        .contains(
            "The data set was not available for this report, so it has no results per value and no"
                + " images. Report.of(RunFolder, Dataset) adds them.");
  }

  @Test
  void plotsWhatThereIs() {
    assertThat(plots(Dots.values())).containsExactly("loss.png");
  }

  @Test
  void plotsTheAccuracyOfLabels() {
    assertThat(plots(Dots.labels())).containsExactlyInAnyOrder("accuracy.png", "loss.png");
  }

  private String[] plots(Dots dots) {
    Path folder = runs.resolve("plotted");
    try (Run run = dots.training().steps(10).out(folder).start(dots.data())) {
      run.fit();
    }
    return Report.of(RunFolder.open(folder), dots.data()).writePlots().toFile().list();
  }

  /// The loss is that of the curves, and the caption says which one.
  @Test
  void namesLabelSmoothing() {
    Path folder = runs.resolve("smoothed");
    var data = BarImages.of("bars", BarImages.SHAPE, "lying", "standing");
    Loss smoothed = Loss.crossEntropy().labelSmoothing(0.1);
    Training training =
        Training.of(Network.of(Layer.flatten(), Layer.dense(2)))
            .steps(30)
            .threads(1)
            .loss(smoothed);
    Evaluation evaluation;
    try (Run run = training.out(folder).start(data)) {
      run.fit();
      evaluation = run.evaluate(data.test());
    }
    Document page = parse(Report.of(RunFolder.open(folder), data).page());
    assertThat(texts(page, "figcaption"))
        .contains("Loss, the mean cross-entropy in nats, with label smoothing 0.1.");
    assertThat(texts(page, "p"))
        .contains(
            "The 20 test images: %s accuracy, %s loss."
                .formatted(Unit.PERCENT.text(evaluation.accuracy()), number(evaluation.loss())));
  }
}
