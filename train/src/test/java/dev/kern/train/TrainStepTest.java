package dev.kern.train;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.adam;
import static dev.kern.optimize.Optimizer.momentum;
import static dev.kern.optimize.Optimizer.sgd;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Batch;
import dev.kern.data.Dataset;
import dev.kern.data.LastBatch;
import dev.kern.graph.DType;
import dev.kern.graph.Graph;
import dev.kern.graph.LearningRate;
import dev.kern.graph.Minimize;
import dev.kern.graph.Node;
import dev.kern.graph.OneHot;
import dev.kern.graph.RateSchedule;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.ScheduledRate;
import dev.kern.graph.Shape;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.Tensor;
import dev.kern.graph.UpdateRule;
import dev.kern.layer.Network;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.Optimizer;
import dev.kern.run.Engine;
import dev.kern.run.Variables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainStepTest {
  private static final int BATCH = 10;
  private static final Dataset DATA = Toys.bars(60, 30, 0);
  private static final Network NETWORK =
      Network.of(conv(6, 3), batchNorm(), relu(), flatten(), dense(12), relu(), dropout(), dense(3))
          .named("bars");
  private static final Training TRAINING =
      Training.of(NETWORK).batch(BATCH).optimizer(momentum(0.05, 0.9)).epochs(3).seed(5).threads(1);

  private static Map<String, Tensor> loop(Training training) {
    try (TrainStep step = TrainStep.of(training, DATA)) {
      for (Batch batch : DATA.train().batches(BATCH, training.seed()).epochs(3)) {
        step.run(batch);
      }
      return step.model().weights();
    }
  }

  private static Map<String, Tensor> loopInHalves(Training training) {
    try (TrainStep step = TrainStep.of(training, DATA)) {
      for (Batch batch : DATA.train().batches(BATCH, training.seed()).epochs(3)) {
        step.gradients(batch);
        step.update();
      }
      return step.model().weights();
    }
  }

  /// A batch never reaches from one epoch into the next here, so that both see the same ones.
  @ParameterizedTest
  @EnumSource(names = {"VECTOR", "EXACT"})
  void endsAtTheBitsOfTheTrainer(Engine engine) {
    Training training =
        TRAINING.engine(engine).l2(0.001).clipNorm(1).schedule(RateSchedule.cosine());
    try (Run run = training.start(DATA)) {
      run.fit();
      Map<String, Tensor> weights = loop(training);
      assertThat(weights).isEqualTo(run.trained().weights());
      assertThat(requireNonNull(weights.get("batchNorm1/mean")).toArray()).doesNotContain(0f);
      assertThat(requireNonNull(weights.get("batchNorm1/variance")).toArray()).doesNotContain(1f);
    }
  }

  @Test
  void scoringLeavesNoPlanBehind() {
    try (TrainStep step = TrainStep.of(TRAINING, DATA)) {
      String before = step.session().toString();
      assertThat(before).contains("1 plan,");
      assertThat(step.evaluate(DATA.train()).loss()).isPositive();
      assertThat(step.session().toString()).isEqualTo(before);
    }
  }

  @Test
  void referenceEngineAgreesButForRounding() {
    Map<String, Tensor> expected = loop(TRAINING);
    loopInHalves(TRAINING.engine(Engine.REFERENCE))
        .forEach(
            (name, value) ->
                assertThat(value.toArray())
                    .as(name)
                    .usingComparatorWithPrecision(1e-3f)
                    .containsExactly(requireNonNull(expected.get(name)).toArray()));
  }

  static List<Optimizer> optimizers() {
    return List.of(sgd(0.1), sgd(0.1).weightDecay(0.01), momentum(0.05, 0.9), adam(0.01));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void halvesGiveTheBitsOfTheWhole(Optimizer optimizer) {
    Training training = TRAINING.optimizer(optimizer);
    assertThat(loopInHalves(training)).isEqualTo(loop(training));
    assertThat(loopInHalves(training.clipNorm(0.5))).isEqualTo(loop(training.clipNorm(0.5)));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void threadsDoNotChangeTheBits(int threads) {
    assertThat(loop(TRAINING.threads(threads))).isEqualTo(loop(TRAINING));
    assertThat(loopInHalves(TRAINING.threads(threads))).isEqualTo(loop(TRAINING));
  }

  @Test
  void learnsAndTellsHow() {
    try (TrainStep step = TrainStep.of(NETWORK, DATA, BATCH, adam(0.01))) {
      double first = step.evaluate(DATA.valid()).accuracy();
      float loss = 0;
      for (Batch batch : DATA.train().batches(BATCH, 1).epochs(20)) {
        loss = step.run(batch);
      }
      assertThat(loss).isLessThan(1);
      assertThat(step.accuracy()).isGreaterThan(0.5);
      assertThat(step.evaluate(DATA.valid()).accuracy()).isGreaterThan(Math.max(first, 0.8));
      assertThat(step.steps()).isEqualTo(120);
      assertThat(step)
          .hasToString("train step of bars: 120 steps done, learning rate 0.01, " + step.session());
      TrainedModel model = step.model();
      assertThat(model.model().classes()).isEqualTo(Toys.CLASSES);
      assertThat(model.model().normalization()).isEqualTo(DATA.normalization());
    }
  }

  @Test
  void accumulatesTheGradientOfALargeBatch() {
    Network network = Network.of(flatten(), dense(12), relu(), dense(3));
    Training large = Training.of(network).batch(3 * BATCH).threads(1);
    Iterator<Batch> batches = DATA.train().batches(BATCH).iterator();
    try (TrainStep whole = TrainStep.of(large, DATA);
        TrainStep parts = TrainStep.of(large.batch(BATCH), DATA)) {
      float loss = whole.run(DATA.train().batches(3 * BATCH).iterator().next());
      float sum = parts.gradients(batches.next());
      sum += parts.accumulate(batches.next());
      sum += parts.accumulate(batches.next());
      assertThat(parts.steps()).isZero();
      parts.update();
      assertThat(parts.steps()).isOne();
      assertThat(sum / 3).isCloseTo(loss, within(1e-5f));
      assertThat(parts.variables().values())
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(whole.variables().values());
    }
  }

  @Test
  void dropsOtherUnitsForEachBatchOfAStep() {
    Network network = Network.of(flatten(), dropout(), dense(3));
    Batch batch = DATA.train().batches(BATCH).iterator().next();
    try (TrainStep step = TrainStep.of(Training.of(network).batch(BATCH), DATA)) {
      float first = step.gradients(batch);
      assertThat(step.gradients(batch)).isEqualTo(first);
      assertThat(step.accumulate(batch)).isNotEqualTo(first);
    }
  }

  @Test
  void givesGradientsByName() {
    Batch batch = DATA.train().batches(BATCH).iterator().next();
    try (TrainStep step = TrainStep.of(TRAINING.optimizer(sgd(1)), DATA)) {
      Tensor before = step.variables().get("dense2/biases");
      Tensor mean = step.variables().get("batchNorm1/mean");
      step.gradients(batch);
      assertThat(step.variables().get("dense2/biases")).isEqualTo(before);
      assertThat(step.variables().get("batchNorm1/mean")).isNotEqualTo(mean);
      float[] gradient = step.gradient("dense2/biases").toArray();
      step.update();
      float[] after = step.variables().get("dense2/biases").toArray();
      for (int i = 0; i < after.length; i++) {
        assertThat(after[i]).isEqualTo(before.toArray()[i] - gradient[i]);
      }
      assertThatThrownBy(() -> step.gradient("batchNorm1/mean"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "train step: there is no gradient by 'batchNorm1/mean'; there are [conv1/");
    }
  }

  /// Two learners with half of the batch each, who move along the mean of their gradients.
  @Test
  void learnersThatShareGradientsStayAlike() {
    Network network = Network.of(flatten(), dense(3));
    Training training = Training.of(network).batch(BATCH).threads(1);
    try (TrainStep one = TrainStep.of(training, DATA);
        TrainStep other = TrainStep.of(training, DATA)) {
      for (Batch batch : DATA.train().batches(2 * BATCH, 1)) {
        one.run(pixels(batch, 0), labels(batch, 0));
      }
      one.variables().initialize(1);
      for (Batch batch : DATA.train().batches(2 * BATCH, 1)) {
        feed(one, pixels(batch, 0), labels(batch, 0));
        feed(other, pixels(batch, BATCH), labels(batch, BATCH));
        one.gradients();
        other.gradients();
        float[] mean = one.gradientValues().clone();
        for (int i = 0; i < mean.length; i++) {
          mean[i] = (mean[i] + other.gradientValues()[i]) / 2;
        }
        one.update(mean);
        other.update(mean);
      }
      assertThat(one.model()).isEqualTo(other.model());
    }
  }

  private static void feed(TrainStep step, float[] pixels, int[] labels) {
    step.feed(step.images(), pixels);
    step.feed(step.labels(), labels);
  }

  private static float[] pixels(Batch batch, int from) {
    int size = batch.shape().size();
    return Arrays.copyOfRange(batch.images(), from * size, (from + BATCH) * size);
  }

  private static int[] labels(Batch batch, int from) {
    return Arrays.copyOfRange(batch.labels(), from, from + BATCH);
  }

  @Test
  void refusesABatchThatIsNotFull() {
    Dataset data = Toys.bars(27, 0, 0);
    try (TrainStep step = TrainStep.of(TRAINING, data)) {
      List<Integer> counts = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                for (Batch batch : data.train().batches(BATCH, 1).last(LastBatch.PARTIAL)) {
                  counts.add(batch.count());
                  step.run(batch);
                }
              })
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              """
              train step: the batch does not have the step's number of images
                given     batch 2, epoch 0: 7 images of 8 x 8
                expected  10 images
                fix       LastBatch.DROP leaves out the images that don't fill a batch\
              """);
      assertThat(counts).containsExactly(10, 10, 7);
      assertThatThrownBy(() -> step.run(data.train().batches(9, 1).iterator().next()))
          .hasMessageContaining("fix       batches(10, seed), or a step of 9");
      assertThatThrownBy(() -> step.run(new float[640], new int[9]))
          .hasMessage(
              """
              feed 'labels': the array does not have the placeholder's size
                given     9 numbers
                expected  10, for placeholder 'labels' i32[10]
                fix       an array for the whole batch, into a placeholder of the step\
              """);
      assertThatThrownBy(() -> step.update(new float[3]))
          .hasMessageContaining("the gradients are not laid out as the variables");
      assertThatThrownBy(step::update)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("an update takes gradients, given none since the last one");
    }
  }

  @Test
  void setsTheLearningRateByHand() {
    Training training = TRAINING.schedule(RateSchedule.staircase(2, 0.5));
    Batch batch = DATA.train().batches(BATCH).iterator().next();
    try (TrainStep step = TrainStep.of(training, DATA)) {
      assertThat(step.learningRate()).isEqualTo(0.05);
      step.run(batch);
      step.run(batch);
      assertThat(step.learningRate()).isEqualTo(0.025);
      step.learningRate(0);
      Tensor before = step.variables().get("dense1/weights");
      step.run(batch);
      assertThat(step.variables().get("dense1/weights")).isEqualTo(before);
      assertThatThrownBy(() -> step.learningRate(Double.NaN))
          .hasMessage("a learning rate is 0 or more, given NaN");
    }
  }

  @Test
  void startsFromATrainedModel() {
    Training further;
    try (TrainStep step = TrainStep.of(TRAINING, DATA)) {
      step.run(DATA.train().batches(BATCH).iterator().next());
      further = Training.of(step.model()).batch(BATCH);
    }
    TrainedModel model = further.from().orElseThrow();
    try (TrainStep step = TrainStep.of(further, DATA);
        TrainStep bare = TrainStep.of(further, Toys.SHAPE, Toys.CLASSES)) {
      assertThat(step.model().weights()).isEqualTo(model.weights());
      assertThat(bare.model().weights()).isEqualTo(model.weights());
    }
    assertThatThrownBy(() -> TrainStep.of(TRAINING, Toys.SHAPE, Toys.CLASSES))
        .hasMessageContaining("epochs can't be counted without a data set");
  }

  @Test
  void refusesToRunOnceClosed() {
    TrainStep step = TrainStep.of(NETWORK, Toys.SHAPE, 3, BATCH, sgd(0.1));
    step.close();
    assertThat(step.model().model().classes()).containsExactly("0", "1", "2");
    assertThatThrownBy(() -> step.run(new float[BATCH * 64], new int[BATCH]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("train step: it is closed; fix: use it before close()");
  }

  /// A graph of one's own, with labels as indices or as rows of probabilities.
  private record Own(Graph graph, Node logits, Node loss) {
    static Own of(boolean oneHot) {
      Graph graph = new Graph();
      Node images = graph.placeholder("images", Shape.of(BATCH, 8, 8, 1));
      Node labels =
          oneHot
              ? graph.placeholder("labels", Shape.of(BATCH, 3))
              : graph.placeholder("labels", DType.I32, Shape.of(BATCH));
      Node logits = NETWORK.build(graph, images, true);
      Node targets = oneHot ? labels : OneHot.of(labels, 3);
      return new Own(graph, logits, ReduceMean.of(SoftmaxCrossEntropy.of(logits, targets)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void lowersALossOfOnesOwn(boolean oneHot) {
    Own own = Own.of(oneHot);
    String before = own.graph.toString();
    TrainStepBuilder builder =
        TrainStep.builder(own.loss, momentum(0.05, 0.9)).seed(5).threads(1).fetch(own.logits);
    try (TrainStep step = builder.build()) {
      for (Batch batch : DATA.train().batches(BATCH, 5).epochs(3)) {
        step.run(batch);
        assertThat(step.fetch(own.logits).shape()).isEqualTo(Shape.of(BATCH, 3));
      }
      Variables variables = step.variables();
      loop(TRAINING).forEach((name, value) -> assertThat(variables.get(name)).isEqualTo(value));
      assertThat(step.session().plan(own.loss)).as("plans of the user's graph").isNotNull();
      assertThatThrownBy(step::model)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("made of a loss, not of a network");
      assertThatThrownBy(() -> step.fetch(own.loss)).hasMessageContaining("fetch(node)");
    }
    assertThat(own.graph.toString()).isEqualTo(before);
  }

  @Test
  void saysWhatIsWrongWithAGraphOfOnesOwn() {
    Own own = Own.of(false);
    try (TrainStep step = TrainStep.of(own.loss, sgd(0.1))) {
      assertThatThrownBy(step::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "train step: nothing was fed into placeholder 'images' f32[10, 8, 8, 1];"
                  + " fix: step.feed(placeholder, array) before");
      assertThatThrownBy(() -> step.feed(own.logits, new float[1]))
          .hasMessageStartingWith("feed 'dense2/add_bias': the step does not read it\n");
    }
    Minimize.of(own.loss, LearningRate.of(own.graph, ScheduledRate.constant(1)), UpdateRule.sgd());
    assertThatThrownBy(() -> TrainStep.of(own.loss, sgd(0.1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            train step: the graph has a training step already
              given     minimize 'minimize'
              expected  a graph up to the loss 'reduce_mean'
              fix       leave it out, the train step adds its own\
            """);
  }
}
