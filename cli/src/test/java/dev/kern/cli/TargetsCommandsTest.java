package dev.kern.cli;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.head;
import static dev.kern.layer.Layer.heads;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.SplitName;
import dev.kern.data.Targets;
import dev.kern.data.format.Datasets;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.loss.Loss;
import dev.kern.metric.Metric;
import dev.kern.metric.Scores;
import dev.kern.model.Evaluation;
import dev.kern.model.Evaluator;
import dev.kern.optimize.Optimizer;
import dev.kern.run.Engine;
import dev.kern.train.Run;
import dev.kern.train.Training;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands on runs that a program has made: with values, labels, several heads, and with label
/// smoothing.
final class TargetsCommandsTest {
  private static final ImageShape SHAPE = new ImageShape(4, 4, 1);
  private static final int COUNT = 100;

  @TempDir private static Path folder;

  private static final Map<String, String> EVALUATED = new LinkedHashMap<>();
  private static final Map<String, Evaluation> EVALUATIONS = new LinkedHashMap<>();

  @BeforeAll
  static void train() {
    train(
        "values",
        Targets.values(List.of("brightness")),
        mean -> new float[] {mean},
        training(dense(1)).loss(Loss.meanSquaredError()).metrics(Metric.r2()));
    train(
        "labels",
        Targets.labels(List.of("bright", "any")),
        mean -> new float[] {mean > 0 ? 1 : 0, 1},
        training(dense(2)).loss(Loss.binaryCrossEntropy()));
    Map<String, Targets> both = new LinkedHashMap<>();
    both.put("side", Targets.classes(List.of("dark", "bright")));
    both.put("level", Targets.values(List.of("brightness")));
    train(
        "heads",
        Targets.heads(both),
        mean -> new float[] {mean > 0 ? 1 : 0, mean},
        training(heads(head("side", dense(2)), head("level", dense(1))))
            .loss(
                Loss.heads()
                    .plus("side", Loss.crossEntropy())
                    .plus("level", Loss.meanSquaredError())));
  }

  private static Training training(Layer last) {
    return Training.of(Network.of(flatten(), last).named("tiny"))
        .optimizer(Optimizer.sgd(0.05))
        .steps(40)
        .reportEvery(20)
        .threads(1);
  }

  /// Images whose brightness says everything.
  private static Dataset data(Targets targets, Function<Float, float[]> numbers) {
    Random random = new Random(5);
    byte[] images = new byte[COUNT * SHAPE.size()];
    float[][] rows = new float[COUNT][];
    for (int n = 0; n < COUNT; n++) {
      int level = random.nextInt(256);
      for (int i = 0; i < SHAPE.size(); i++) {
        images[n * SHAPE.size() + i] = (byte) level;
      }
      rows[n] = numbers.apply(level / 255f - 0.5f);
    }
    return Dataset.builder(targets, SHAPE).add(SplitName.TRAIN, images, rows).build();
  }

  private static void train(
      String name, Targets targets, Function<Float, float[]> numbers, Training training) {
    Dataset data = data(targets, numbers);
    try (Run run = training.out(folder.resolve(name)).start(data)) {
      run.fit();
      try (Evaluator evaluator =
          Evaluator.open(run.trained(), Engine.VECTOR, 1, training.loss(), training.metrics())) {
        Scores scores = evaluator.scores(data.test());
        Evaluation evaluation = evaluator.evaluation(scores);
        StringWriter printed = new StringWriter();
        EvaluationText text =
            new EvaluationText(scores, evaluation, training.loss(), new PrintWriter(printed, true));
        text.summary("test images");
        text.details(5);
        EVALUATED.put(name, printed.toString());
        EVALUATIONS.put(name, evaluation);
      }
    }
  }

  private static String evaluated(String name) {
    return String.valueOf(EVALUATED.get(name));
  }

  private static String loss(String name) {
    double loss = requireNonNull(EVALUATIONS.get(name)).loss();
    return String.format(Locale.ROOT, loss < 0.01 ? "%.4g" : "%.4f", loss);
  }

  @Test
  void evaluatesValues() {
    assertThat(evaluated("values").lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo("Loss %s (squared error), on 10 test images", loss("values")),
            line -> assertThat(line).matches("r2 -?[0-9.]+"),
            line -> assertThat(line).isEmpty(),
            line ->
                assertThat(line.split(" {2,}"))
                    .containsExactly(
                        "value",
                        "mean error",
                        "mean absolute",
                        "root mean square",
                        "largest",
                        "R2"),
            line -> assertThat(line).startsWith("brightness  "));
  }

  @Test
  void evaluatesLabels() {
    assertThat(evaluated("labels"))
        .matches(
            "(?s)Accuracy [0-9.]+% \\(all labels correct\\), loss "
                + loss("labels")
                + " \\(binary cross-entropy in nats\\), on 10 test images\n.*")
        .contains("label   precision  recall     F1    AUC  images\n", "\nany  ")
        .containsPattern("any +1.000 +1.000 +1.000 +- +10\n")
        .doesNotContain("NaN");
  }

  @Test
  void evaluatesHeadByHead() {
    assertThat(evaluated("heads"))
        .contains(
            "(correct in every head with classes or labels), loss "
                + loss("heads")
                + " (sum of side (cross-entropy in nats), level (squared error)), on 10 test"
                + " images")
        .containsSubsequence(
            "\n== head side: accuracy ",
            "Confusion matrix",
            "class   precision",
            "\n== head level\n",
            "value       mean error")
        .doesNotContain("NaN");
  }

  @Test
  void predicts() throws IOException {
    Path black = Cli.black(folder.resolve("black.bmp"), 4, 4);
    assertThat(Cli.run("predict", folder.resolve("values"), black).out())
        .matches("\\Q" + black + "\\E  brightness -[0-9.]+\n");
    assertThat(Cli.run("predict", folder.resolve("labels"), black).out())
        .matches("\\Q" + black + "\\E  any \\(bright 0[0-9.]+, any 0[0-9.]+\\)\n");
    assertThat(Cli.run("predict", folder.resolve("heads"), black, black).lines())
        .hasSize(2)
        .allSatisfy(
            line -> assertThat(line).contains("  side: dark (dark 0.", "; level: brightness -0."));
    JsonTree line = JsonTree.of(Cli.run("predict", folder.resolve("heads"), black, "--json").out());
    assertThat(line.at("image").text()).isEqualTo(black.toString());
    assertThat(line.at("heads/level/values/brightness").number()).isNegative();
    assertThat(line.at("heads/side/labels").elements().getFirst().text()).isEqualTo("dark");
    JsonTree values =
        JsonTree.of(Cli.run("predict", folder.resolve("values"), black, "--json").out());
    assertThat(values.at("values/brightness").number()).isNegative();
  }

  @ParameterizedTest
  @CsvSource({"values, predicted", "labels, probabilities", "heads, side"})
  void explainsAPrediction(String name, String said) throws IOException {
    Path black = Cli.black(folder.resolve("black.bmp"), 4, 4);
    Path page = folder.resolve("explain.html");
    assertThat(Cli.run("predict", folder.resolve(name), "--explain", black, "--out", page).err())
        .isEmpty();
    assertThat(page).content().contains("One image through the layers", "<b>" + said + "</b>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"values", "labels", "heads"})
  void evaluateSaysThatTheDataIsGone(String name) {
    Cli.Result result = Cli.run("evaluate", folder.resolve(name));
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .startsWith(
            "data of the run: the data was in memory and can't be reopened\n"
                + "  given     memory: ")
        .contains("  expected  data that can be opened again", "  fix       name such data with");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void evaluateRefusesDataWithOtherTargets() {
    Cli.Result result = Cli.run("evaluate", folder.resolve("values"), "--data", Cli.letters());
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("\n  given  ", "\n  expected  ", "\n  fix  ");
  }

  @Test
  void listsTheLossWhereThereIsNoAccuracy() {
    List<String> lines = Cli.run("runs", "list", folder).lines();
    assertThat(lines.getFirst()).endsWith("valid %  best %  test %  valid loss  steps/s");
    assertThat(lines).hasSize(4);
    assertThat(lines.getLast()).matches("values +tiny +memory +finished +40 +[0-9.e-]+ +[0-9,]+");
    assertThat(lines.toString()).doesNotContain("NaN");
    JsonTree values =
        JsonTree.of(Cli.run("runs", "list", folder.resolve("values"), "--json").out());
    assertThat(values.at("validationLoss").number()).isPositive();
    assertThat(Cli.run("runs", "compare", folder.resolve("values"), folder.resolve("heads")).out())
        .doesNotContain("NaN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"values", "labels", "heads"})
  void reportsWithoutData(String name) {
    Cli.Result result = Cli.run("runs", "report", folder.resolve(name));
    assertThat(result.status()).isZero();
    assertThat(result.out()).isEqualTo(folder.resolve(name).resolve("report.html") + "\n");
    assertThat(result.err()).contains("the data is missing", "the data was in memory");
    assertThat(folder.resolve(name).resolve("report.html")).content().doesNotContain("NaN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"values", "labels", "heads"})
  void explainsAndSums(String name) {
    assertThat(Cli.run("explain", folder.resolve(name)).out())
        .contains("== build", "== plan", "update ");
    assertThat(Cli.run("explain", folder.resolve(name), "--inference").err()).isEmpty();
    assertThat(Cli.run("explain", folder.resolve(name), "--svg").out()).contains(">backward<");
    assertThat(Cli.run("summary", folder.resolve(name)).out()).contains("flatten1");
  }

  /// The loss is the run's, as its log and report have it, and the line says which one.
  @Test
  void evaluatesByTheRunsLoss() {
    Path place = folder.resolve("more").resolve("smoothed");
    Dataset letters = Datasets.open(Cli.letters());
    Loss loss = Loss.crossEntropy().labelSmoothing(0.2);
    Evaluation own;
    try (Run run =
        Training.of(Network.of(flatten(), dense(10)))
            .steps(20)
            .threads(1)
            .loss(loss)
            .out(place)
            .start(letters)) {
      run.fit();
      own = run.evaluate(letters.test());
    }
    assertThat(Cli.run("evaluate", place, "--quiet").out())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "Accuracy %.2f%%, loss %.4f (cross-entropy in nats, with label smoothing 0.2), on"
                    + " %,d test images%n",
                100 * own.accuracy(),
                own.loss(),
                own.count()));
    assertThat(JsonTree.of(Cli.run("evaluate", place, "--json").out()).at("loss").number())
        .isEqualTo(own.loss());
  }
}
