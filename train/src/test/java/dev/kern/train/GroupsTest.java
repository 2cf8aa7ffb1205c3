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
import dev.kern.data.augment.Augmentation;
import dev.kern.data.file.DataException;
import dev.kern.graph.RateSchedule;
import dev.kern.graph.Tensor;
import dev.kern.layer.BatchNormalization;
import dev.kern.layer.Network;
import dev.kern.optimize.Optimizer;
import dev.kern.run.Engine;
import dev.kern.train.event.Event;
import dev.kern.train.event.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Steps whose batches are cut into groups.
final class GroupsTest {
  private static final Dataset DATA = Toys.bars(60, 30, 0);
  private static final Network PLAIN =
      Network.of(conv(6, 3), relu(), flatten(), dense(12), relu(), dropout(), dense(3))
          .named("bars");
  private static final Network NORMALIZED =
      Network.of(conv(6, 3), batchNorm(), relu(), flatten(), dense(12), relu(), dropout(), dense(3))
          .named("bars");

  private static Training training(Network network) {
    return Training.of(network)
        .batch(20)
        .groups(5)
        .optimizer(momentum(0.05, 0.9))
        .steps(12)
        .seed(5)
        .threads(1);
  }

  private static Map<String, Tensor> weights(Training training) {
    try (Run run = training.start(DATA)) {
      run.fit();
      return run.trained().weights();
    }
  }

  static List<Optimizer> optimizers() {
    return List.of(sgd(0.1), adam(0.01));
  }

  /// Two groups are added as a loop adds them that accumulates gradients.
  @ParameterizedTest
  @MethodSource("optimizers")
  void twoGroupsGiveTheBitsOfTwoAccumulatedBatches(Optimizer optimizer) {
    Training settings =
        training(PLAIN)
            .groups(2)
            .steps(6)
            .optimizer(optimizer)
            .l2(0.001)
            .clipNorm(1)
            .schedule(RateSchedule.cosine());
    try (TrainStep step = TrainStep.of(settings.batch(10), DATA)) {
      int passes = 0;
      for (Batch batch : DATA.train().batches(10, 5).epochs(2)) {
        step.accumulate(batch);
        passes++;
        if (passes % 2 == 0) {
          step.update();
        }
      }
      assertThat(step.model().weights()).isEqualTo(weights(settings));
    }
  }

  /// But for rounding, groups are the batch.
  @Test
  void groupsMoveTheWeightsAsTheWholeBatchDoes() {
    Network network = Network.of(conv(6, 3), relu(), flatten(), dense(12), relu(), dense(3));
    Map<String, Tensor> whole = weights(training(network).groups(1).l2(0.01).clipNorm(0.5));
    weights(training(network).l2(0.01).clipNorm(0.5))
        .forEach(
            (name, values) ->
                assertThat(values.toArray())
                    .as(name)
                    .usingComparatorWithPrecision(1e-5f)
                    .containsExactly(requireNonNull(whole.get(name)).toArray()));
  }

  @ParameterizedTest
  @EnumSource(names = {"EXACT", "REFERENCE"})
  void enginesAgreeButForRounding(Engine engine) {
    Training training = training(NORMALIZED).steps(4);
    Map<String, Tensor> expected = weights(training);
    weights(training.engine(engine))
        .forEach(
            (name, values) ->
                assertThat(values.toArray())
                    .as(name)
                    .usingComparatorWithPrecision(1e-3f)
                    .containsExactly(requireNonNull(expected.get(name)).toArray()));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void threadsDoNotChangeTheBits(int threads) {
    Training training =
        training(NORMALIZED).augment(Augmentation.shift(1), Augmentation.mixup(0.3));
    assertThat(weights(training.threads(threads))).isEqualTo(weights(training));
  }

  @Test
  void theNumberOfGroupsCounts() {
    assertThat(weights(training(NORMALIZED))).isNotEqualTo(weights(training(NORMALIZED).groups(4)));
    assertThat(weights(training(PLAIN).groups(1)))
        .isEqualTo(
            weights(Training.of(PLAIN).batch(20).optimizer(momentum(0.05, 0.9)).steps(12).seed(5)));
  }

  /// The moving averages move towards the mean over the groups of the mean, and of the variance, of
  /// each group.
  @Test
  void normalizationTakesTheStatisticsOfEachGroup() {
    Network network = Network.of(new BatchNormalization(0.75, 1e-3), flatten(), dense(3));
    Training training =
        training(network).groups(4).steps(1).order(Order.SEQUENTIAL).optimizer(sgd(0.1));
    Map<String, Tensor> weights = weights(training);
    double means = 0;
    double variances = 0;
    for (int group = 0; group < 4; group++) {
      double sum = 0;
      double squares = 0;
      int size = Toys.SHAPE.size();
      float[] pixels = new float[size];
      for (int image = 5 * group; image < 5 * group + 5; image++) {
        DATA.train().pixels(image, pixels, 0);
        for (float pixel : pixels) {
          sum += pixel;
          squares += pixel * pixel;
        }
      }
      double mean = sum / (5 * size);
      means += mean / 4;
      variances += (squares / (5 * size) - mean * mean) / 4;
    }
    assertThat(requireNonNull(weights.get("batchNorm1/mean")).toArray()[0])
        .isCloseTo((float) (0.25 * means), within(1e-6f));
    assertThat(requireNonNull(weights.get("batchNorm1/variance")).toArray()[0])
        .isCloseTo((float) (0.75 + 0.25 * variances), within(1e-6f));
  }

  @Test
  void reportsLossAndAccuracyOfTheWholeBatch() {
    Network network = Network.of(flatten(), dense(3));
    Training training = training(network).reportEvery(1).steps(3).optimizer(sgd(0.05));
    List<Progress> whole = reports(training.groups(1));
    List<Progress> cut = reports(training);
    for (int i = 0; i < 3; i++) {
      assertThat(cut.get(i).loss()).isCloseTo(whole.get(i).loss(), within(1e-5));
      assertThat(cut.get(i).minibatchAccuracy()).isEqualTo(whole.get(i).minibatchAccuracy());
      assertThat(cut.get(i).learningRate()).isEqualTo(whole.get(i).learningRate());
    }
  }

  private static List<Progress> reports(Training training) {
    List<Progress> reports = new ArrayList<>();
    try (Run run = training.start(DATA)) {
      run.fit(
          (Event event) -> {
            if (event instanceof Progress report) {
              reports.add(report);
            }
          });
    }
    return reports;
  }

  @Test
  void goesOnWithTheSameBits(@TempDir Path folder) {
    Training training = training(NORMALIZED).optimizer(adam(0.01)).augment(Augmentation.shift(1));
    Path out = folder.resolve("run");
    try (Run run = training.out(out).start(DATA)) {
      assertThatThrownBy(() -> run.fit(new AfterStep(7, run::interrupt)))
          .isInstanceOf(InterruptedRunException.class);
    }
    try (Run run = Run.resume(out, DATA)) {
      assertThat(run.training().groups()).isEqualTo(5);
      run.fit();
      assertThat(run.trained().weights()).isEqualTo(weights(training));
    }
  }

  @Test
  void refusesBatchesThatAreNoMultiple() {
    assertThatThrownBy(() -> training(PLAIN).groups(3).start(DATA))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            groups: the batch can't be cut into groups of the same size
              given     3 groups, a batch of 20
              expected  a batch that is a multiple of the groups
              fix       a batch of 21\
            """);
    assertThatThrownBy(() -> training(PLAIN).groups(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("groups must be at least 1, given 0");
  }

  /// In an image of the last group.
  @Test
  void findsWhatIsNotFinite() {
    Dataset data = Toys.withPixel(DATA, 18, Float.NaN);
    try (Run run = training(PLAIN).order(Order.SEQUENTIAL).start(data)) {
      assertThatThrownBy(run::fit)
          .isInstanceOf(DivergedException.class)
          .hasMessageStartingWith("step 0: NaN in the batch's images");
    }
  }
}
