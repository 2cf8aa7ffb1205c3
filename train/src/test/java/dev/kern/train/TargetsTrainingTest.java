package dev.kern.train;

import static dev.kern.data.augment.Augmentation.mixup;
import static dev.kern.data.augment.Augmentation.shift;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.head;
import static dev.kern.layer.Layer.heads;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.adam;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.Targets;
import dev.kern.data.file.DataException;
import dev.kern.graph.ShapeException;
import dev.kern.graph.Tensor;
import dev.kern.layer.Network;
import dev.kern.loss.Loss;
import dev.kern.metric.Metric;
import dev.kern.model.Classifier;
import dev.kern.model.Estimate;
import dev.kern.model.Evaluation;
import dev.kern.model.Evaluator;
import dev.kern.model.Predictor;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.EarlyStopping;
import dev.kern.optimize.Monitor;
import dev.kern.run.Engine;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Networks for values, labels and several heads, from the data to the answer.
final class TargetsTrainingTest {
  private static final ImageShape SHAPE = new ImageShape(8, 8, 1);
  private static final int COUNT = 600;

  @TempDir Path folder;

  /// Noisy images with a bright dot, and where it is.
  @SuppressWarnings("ArrayRecordComponent") // read only, never compared
  private record Dots(float[] images, int[] rows, int[] columns) {
    static Dots draw() {
      Random random = new Random(5);
      float[] images = new float[COUNT * SHAPE.size()];
      int[] rows = new int[COUNT];
      int[] columns = new int[COUNT];
      for (int n = 0; n < COUNT; n++) {
        for (int i = 0; i < SHAPE.size(); i++) {
          images[n * SHAPE.size() + i] = -0.5f + 0.1f * random.nextFloat();
        }
        rows[n] = random.nextInt(8);
        columns[n] = random.nextInt(8);
        images[n * SHAPE.size() + 8 * rows[n] + columns[n]] = 0.5f;
      }
      return new Dots(images, rows, columns);
    }

    float[][] numbers(IntFunction<float[]> of) {
      return IntStream.range(0, COUNT).mapToObj(of).toArray(float[][]::new);
    }
  }

  private static final Dots DOTS = Dots.draw();

  private static Dataset places() {
    return Dataset.ofValues(
        List.of("row", "column"),
        SHAPE,
        DOTS.images,
        DOTS.numbers(i -> new float[] {DOTS.rows[i] / 8f, DOTS.columns[i] / 8f}));
  }

  private static Dataset sides() {
    boolean[][] labels = new boolean[COUNT][];
    for (int i = 0; i < COUNT; i++) {
      labels[i] = new boolean[] {DOTS.rows[i] < 4, DOTS.columns[i] < 4, DOTS.rows[i] < 2};
    }
    return Dataset.ofLabels(List.of("top", "left", "roof"), SHAPE, DOTS.images, labels);
  }

  private static Dataset both() {
    Map<String, Targets> heads = new LinkedHashMap<>();
    heads.put("side", Targets.classes(List.of("top", "bottom")));
    heads.put("place", Targets.values(List.of("column")));
    return Dataset.of(
        Targets.heads(heads),
        SHAPE,
        DOTS.images,
        DOTS.numbers(i -> new float[] {DOTS.rows[i] < 4 ? 0 : 1, DOTS.columns[i] / 8f}));
  }

  private static Training training(int outputs) {
    return Training.of(Network.of(flatten(), dense(24), relu(), dense(outputs)))
        .optimizer(adam(0.01))
        .steps(600)
        .reportEvery(200)
        .threads(1);
  }

  private static final Training PLACES =
      training(2).loss(Loss.meanSquaredError()).metrics(Metric.r2(), Metric.meanAbsoluteError());
  private static final Training SIDES =
      training(3).loss(Loss.binaryCrossEntropy()).metrics(Metric.microF1(), Metric.exactMatch());
  private static final Training BOTH =
      Training.of(
              Network.of(
                  flatten(),
                  dense(24),
                  relu(),
                  heads(head("side", dense(2)), head("place", dense(8), relu(), dense(1)))))
          .optimizer(adam(0.01))
          .steps(600)
          .reportEvery(200)
          .threads(1)
          .loss(
              Loss.heads()
                  .plus("side", Loss.crossEntropy())
                  .plus("place", Loss.meanSquaredError(), 4))
          .metrics(Metric.ofHead("side", Metric.accuracy()), Metric.ofHead("place", Metric.r2()));

  private static float[] image(Split split, int sample) {
    float[] pixels = new float[SHAPE.size()];
    split.pixels(sample, pixels, 0);
    return pixels;
  }

  private static float[] row(Split split, int sample) {
    float[] row = new float[split.targetWidth()];
    split.targets(sample, row, 0);
    return row;
  }

  @Test
  void learnsValues() {
    Dataset data = places();
    List<Event> events = new ArrayList<>();
    try (Run run = PLACES.start(data)) {
      Finished finished = run.fit(events::add);
      assertThat(finished.testAccuracy()).isEmpty();
      Evaluation evaluation = run.evaluate(data.test());
      assertThat(evaluation.metrics().get("r2")).isGreaterThan(0.9);
      assertThat(evaluation.accuracy()).isNaN();
      assertThat(evaluation.toString()).startsWith("loss 0.00").contains(", r2 0.9");
      Estimate estimate = run.predictor().predict(image(data.test(), 3));
      assertThat(estimate.value("row")).isCloseTo(row(data.test(), 3)[0], within(0.25));
      double sum = 0;
      for (int i = 0; i < data.test().count(); i++) {
        Estimate one = run.predictor().predict(image(data.test(), i));
        sum += Math.pow(one.value("row") - row(data.test(), i)[0], 2);
        sum += Math.pow(one.value("column") - row(data.test(), i)[1], 2);
      }
      assertThat(evaluation.loss()).isCloseTo(sum / data.test().count() / 2, within(1e-6));
    }
    List<Evaluated> evaluated =
        events.stream().filter(Evaluated.class::isInstance).map(Evaluated.class::cast).toList();
    assertThat(evaluated.getLast().metrics()).containsOnlyKeys("r2", "meanAbsoluteError");
    assertThat(evaluated.getLast().split()).isEqualTo("test");
    assertThat(RunJson.parse("line", RunJson.line(evaluated.getLast()), Event.class))
        .isEqualTo(evaluated.getLast());
  }

  @Test
  void learnsLabels() {
    Dataset data = sides();
    try (Run run = SIDES.start(data)) {
      assertThat(run.fit().testAccuracy().orElseThrow()).isGreaterThan(0.8);
      Evaluation evaluation = run.evaluate(data.test());
      assertThat(evaluation.metrics().get("exactMatch")).isEqualTo(evaluation.accuracy());
      assertThat(evaluation.metrics().get("microF1")).isGreaterThan(0.9);
      Predictor predictor = run.predictor();
      Estimate estimate = predictor.predict(image(data.test(), 0));
      assertThat(estimate.values()).containsOnlyKeys("top", "left", "roof");
      assertThat(predictor.threshold(0).predict(image(data.test(), 0)).labels()).hasSize(3);
      assertThat(predictor.threshold(1).predict(image(data.test(), 0)).labels()).hasSizeLessThan(3);
    }
  }

  @Test
  void learnsSeveralHeads() {
    Dataset data = both();
    Path place = folder.resolve("both");
    try (Run run = BOTH.out(place).start(data)) {
      run.fit();
      Evaluation evaluation = run.evaluate(data.test());
      assertThat(evaluation.metrics().get("side/accuracy"))
          .isGreaterThan(0.9)
          .isEqualTo(evaluation.accuracy());
      assertThat(evaluation.metrics().get("place/r2")).isGreaterThan(0.8);
      assertThat(run.trained().weights()).containsKey("heads1/side/dense1/weights");
      Estimate estimate = Predictor.load(place).predict(image(data.test(), 1));
      assertThat(estimate.head("side").labels())
          .containsExactly(row(data.test(), 1)[0] == 1 ? "top" : "bottom");
      assertThat(estimate.head("place").value("column"))
          .isCloseTo(row(data.test(), 1)[2], within(0.3));
      assertThat(TrainedModel.read(place)).isEqualTo(run.trained());
    }
    assertThat(RunFolder.open(place).record().recipe().loss()).isEqualTo(BOTH.loss());
    assertThat(RunFolder.open(place).record().recipe().metrics()).isEqualTo(BOTH.metrics());
  }

  @Test
  void keepsTargetsInTheFolder() throws IOException {
    Path place = folder.resolve("places");
    Dataset data = places();
    try (Run run = PLACES.steps(20).out(place).start(data)) {
      run.fit();
      assertThat(TrainedModel.read(place)).isEqualTo(run.trained());
      assertThat(TrainedModel.read(place).model().targets()).isEqualTo(data.targets());
    }
    assertThat(Files.readString(place.resolve("network.json")))
        .contains("\"targets\": {\"kind\": \"values\", \"names\": [\"row\", \"column\"]}");
    assertThat(Files.readString(place.resolve("run.json")))
        .contains("\"loss\": {\"type\": \"meanSquaredError\"}");
    try (Evaluator evaluator = Evaluator.open(TrainedModel.read(place), Engine.VECTOR, 1)) {
      assertThat(evaluator.evaluate(data.test()).loss()).isPositive();
    }
  }

  @Test
  void keepsClassificationAsItWas() throws IOException {
    Path place = folder.resolve("bars");
    Training training =
        Training.of(Network.of(flatten(), dense(3))).steps(5).threads(1).loss(Loss.crossEntropy());
    try (Run run = training.out(place).start(Toys.bars(60, 20, 20))) {
      run.fit();
    }
    assertThat(Files.readString(place.resolve("run.json")))
        .doesNotContain("loss", "metrics", "targets");
    assertThat(Files.readString(place.resolve("network.json"))).doesNotContain("targets");
    assertThat(Files.readString(place.resolve("events.jsonl"))).doesNotContain("metrics");
  }

  @Test
  void resumesWithTheSameBits() {
    Dataset data = sides();
    Training training = SIDES.steps(60).reportEvery(20).checkpointEvery(20);
    Map<String, Tensor> whole;
    try (Run run = training.start(data)) {
      run.fit();
      whole = run.trained().weights();
    }
    Path place = folder.resolve("sides");
    try (Run run = training.out(place).start(data)) {
      Listener stop = new AfterStep(33, run::interrupt);
      assertThatThrownBy(() -> run.fit(stop)).isInstanceOf(InterruptedRunException.class);
    }
    assertThatThrownBy(() -> Run.resume(place, places()))
        .hasMessageContaining("not the data this run was trained on")
        .hasMessageContaining("3 labels: top, left, roof");
    try (Run run = Run.resume(place, data)) {
      run.fit();
      assertThat(run.trained().weights()).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void hasTheSameBitsOnAnyNumberOfThreads(int threads) {
    for (Training training : List.of(PLACES, SIDES, BOTH)) {
      Dataset data = training == PLACES ? places() : training == SIDES ? sides() : both();
      Training some = training.steps(30).augment(shift(0.5));
      assertThat(weights(some.threads(threads), data)).isEqualTo(weights(some, data));
    }
  }

  private static Map<String, Tensor> weights(Training training, Dataset data) {
    try (Run run = training.start(data)) {
      run.fit();
      return run.trained().weights();
    }
  }

  @Test
  void referenceEngineAgrees() {
    for (Training training : List.of(PLACES, SIDES, BOTH)) {
      Dataset data = training == PLACES ? places() : training == SIDES ? sides() : both();
      Map<String, Tensor> vector = weights(training.steps(5), data);
      weights(training.steps(5).engine(Engine.REFERENCE), data)
          .forEach(
              (name, tensor) ->
                  assertThat(tensor.toArray())
                      .as(name)
                      .containsExactly(
                          Objects.requireNonNull(vector.get(name)).toArray(), within(2e-3f)));
    }
  }

  @Test
  void answersManyThreads() throws InterruptedException, ExecutionException {
    Dataset data = places();
    try (Run run = PLACES.steps(30).start(data);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      run.fit();
      Predictor predictor = run.predictor();
      Estimate expected = predictor.predict(image(data.test(), 0));
      List<Future<Estimate>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(threads.submit(() -> predictor.predict(image(data.test(), 0))));
      }
      for (Future<Estimate> answer : answers) {
        assertThat(answer.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void refusesALossForOtherTargets() {
    assertThatThrownBy(() -> training(2).start(places()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            loss crossEntropy: this loss doesn't support these targets
              given     data with 2 values: row, column
              expected  data with classes
              fix       loss(Loss.meanSquaredError())\
            """);
    assertThatThrownBy(() -> BOTH.loss(Loss.heads()).start(both()))
        .hasMessage(
            """
            loss heads: each head needs one loss
              given     losses of []
              expected  losses of [side, place]
              fix       loss(Loss.heads().plus("side", Loss.crossEntropy()).plus("place", \
            Loss.meanSquaredError()))\
            """);
  }

  @Test
  void refusesMetricsMixingAndMonitorsThatMakeNoSense() {
    assertThatThrownBy(() -> PLACES.metrics(Metric.accuracy()).start(places()))
        .hasMessageContaining("metric accuracy: this metric doesn't support these targets");
    assertThatThrownBy(() -> SIDES.augment(mixup(0.3)).start(sides()))
        .hasMessageContaining("augmentation: images with such targets can't be mixed");
    assertThatThrownBy(
            () ->
                PLACES
                    .earlyStopping(EarlyStopping.after(2).monitor(Monitor.ACCURACY))
                    .start(places()))
        .hasMessageContaining("there is no accuracy to monitor");
  }

  @Test
  void refusesHeadsThatDontFit() {
    Network swapped = Network.of(flatten(), heads(head("place", dense(1)), head("side", dense(2))));
    assertThatThrownBy(() -> BOTH.network(swapped).start(both()))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining(
            "the network ends in the heads place (1), side (2), the data has the heads side (2),"
                + " place (1)")
        .hasMessageContaining(
            "heads(head(\"side\", dense(2)), head(\"place\", dense(1))) as the last layer");
    assertThatThrownBy(() -> PLACES.network(swapped).start(places()))
        .hasMessageContaining("the data has 2 values: row, column");
    assertThatThrownBy(() -> BOTH.network(Network.of(conv(1, 3), flatten())).start(both()))
        .hasMessageContaining("the network ends in no heads");
  }

  @Test
  void classifierAndPredictorSendToOneAnother() {
    try (Run run = PLACES.steps(1).start(places())) {
      assertThatThrownBy(() -> Classifier.of(run.trained()))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("the network isn't a classifier")
          .hasMessageContaining("Predictor.of(trained)");
      assertThatThrownBy(() -> run.predictor().predict(new float[3]))
          .hasMessageStartingWith("predict: the image has another size than the network takes");
      assertThatThrownBy(() -> run.evaluate(sides().split(SplitName.TEST).orElseThrow()))
          .hasMessageContaining("the images have other targets than the network");
    }
    Training bars = Training.of(Network.of(flatten(), dense(3))).steps(1).threads(1);
    try (Run run = bars.start(Toys.bars(30, 0, 0))) {
      assertThatThrownBy(run::predictor)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("the network is a classifier")
          .hasMessageContaining("Classifier.of(trained)");
    }
  }

  @Test
  void keepsTheBestNetworkByItsLoss() {
    Path place = folder.resolve("best");
    try (Run run = PLACES.steps(100).reportEvery(50).out(place).start(places())) {
      run.fit();
    }
    assertThat(TrainedModel.read(RunFolder.open(place).best()).model().targets().kind())
        .isEqualTo(Targets.Kind.VALUES);
  }
}
