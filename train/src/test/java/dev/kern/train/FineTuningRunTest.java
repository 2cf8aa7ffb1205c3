package dev.kern.train;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.globalAveragePool;
import static dev.kern.layer.Layer.relu;
import static dev.kern.layer.Layer.residual;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Batch;
import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.augment.Augmentation;
import dev.kern.data.file.DataException;
import dev.kern.layer.FrozenBeginning;
import dev.kern.layer.Layer;
import dev.kern.layer.LayerChoice;
import dev.kern.layer.Network;
import dev.kern.model.Evaluation;
import dev.kern.model.Evaluator;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.Optimizer;
import dev.kern.run.Engine;
import dev.kern.train.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Parts of a trained network that stay as they are, or move at a rate of their own.
final class FineTuningRunTest {
  private static final Dataset DATA = Toys.bars(300, 60, 0);
  private static final Network NETWORK =
      Network.of(
              conv(6, 3),
              batchNorm(),
              relu(),
              residual(conv(6, 3), batchNorm(), relu()),
              conv(8, 3).stride(2),
              batchNorm(),
              relu(),
              globalAveragePool(),
              dropout().keep(0.8),
              dense(3))
          .named("bars");

  private static TrainedModel model;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    try (Run run = settings(Training.of(NETWORK)).start(DATA)) {
      run.fit();
      model = run.trained();
    }
  }

  private static Training settings(Training training) {
    return training.optimizer(Optimizer.adam(0.003)).steps(40).reportEvery(1000).threads(2);
  }

  private static Training frozen(String layers) {
    return settings(Training.of(model.frozen(new LayerChoice(layers))));
  }

  private static TrainedModel trained(Training training, Listener... listeners) {
    try (Run run = training.start(DATA)) {
      run.fit(listeners);
      return run.trained();
    }
  }

  private static float[] weight(TrainedModel trained, String name) {
    return requireNonNull(trained.weights().get(name), name).toArray();
  }

  private static Listener into(List<Double> losses) {
    return new Listener() {
      @Override
      public void on(Event event) {}

      @Override
      public void measured(long step, double loss, int correct, double learningRate) {
        losses.add(loss);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"backbone", "..conv2", "..add1", "conv1,batchNorm1"})
  void cachedFeaturesTrainLikeImages(String layers) {
    List<Double> losses = new ArrayList<>();
    TrainedModel cached = trained(frozen(layers), into(losses));
    List<Double> expected = new ArrayList<>();
    TrainedModel plain = trained(frozen(layers).cacheFeatures(false), into(expected));
    assertThat(losses).hasSameSizeAs(expected);
    assertThat(losses.getFirst()).isCloseTo(expected.getFirst(), within(1e-4));
    cached
        .weights()
        .forEach(
            (name, tensor) ->
                assertThat(tensor.toArray())
                    .as(name)
                    .containsExactly(weight(plain, name), within(0.02f)));
    assertThat(weight(cached, "conv1/weights")).isEqualTo(weight(model, "conv1/weights"));
    assertThat(weight(cached, "dense1/weights")).isNotEqualTo(weight(model, "dense1/weights"));
  }

  @Test
  void cachedFeaturesGiveTheSameBitsOnAnyNumberOfThreads() {
    TrainedModel one = trained(frozen("backbone").threads(1));
    assertThat(trained(frozen("backbone").threads(2)).weights()).isEqualTo(one.weights());
    assertThat(trained(frozen("backbone").threads(3)).weights()).isEqualTo(one.weights());
  }

  @ParameterizedTest
  @ValueSource(strings = {"backbone", "..conv1"})
  void aResumedRunHasTheSameBits(String layers) throws IOException {
    Training training =
        frozen(layers)
            .rateFactor("backbone", 0.5)
            .rateFactor("conv2", 0.25)
            .freezeStatistics(true)
            .checkpointEvery(10);
    try (Run run = training.out(folder.resolve("whole")).start(DATA)) {
      run.fit();
    }
    Path parts = folder.resolve("parts");
    try (Run run = training.out(parts).start(DATA)) {
      Listener hand = new AfterStep(23, run::interrupt);
      assertThatThrownBy(() -> run.fit(hand)).isInstanceOf(InterruptedRunException.class);
    }
    try (Run run = Run.resume(parts, DATA)) {
      assertThat(run.training().cacheFeatures()).contains(true);
      assertThat(run.training().rateFactors().keySet()).containsExactly("backbone", "conv2");
      run.fit();
    }
    assertThat(parts.resolve("model.safetensors"))
        .hasBinaryContent(Files.readAllBytes(folder.resolve("whole/model.safetensors")));
  }

  @Test
  void featuresAreCachedUnlessAugmentationChangesTheImages() {
    assertThat(cached(frozen("backbone"))).isTrue();
    assertThat(cached(frozen("backbone").augment(Augmentation.shift(1)))).isFalse();
    assertThat(cached(frozen("backbone").cacheFeatures(false))).isFalse();
    try (Run run = settings(Training.of(model)).start(DATA)) {
      assertThat(run.training().cacheFeatures()).isEmpty();
    }
  }

  private static boolean cached(Training training) {
    try (Run run = training.start(DATA)) {
      return run.training().cacheFeatures().orElseThrow();
    }
  }

  @Test
  void demandsThatCantBeMetAreRefused() {
    assertThatThrownBy(() -> settings(Training.of(model)).cacheFeatures(true).start(DATA))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            cache of features: no layer at the beginning of the network is frozen
              given     network 'bars'
              expected  frozen layers with weights, and others behind them
              fix       freeze some, such as --freeze backbone, or leave out --cache-features\
            """);
    Training augmented = frozen("backbone").augment(Augmentation.shift(1)).cacheFeatures(true);
    assertThatThrownBy(() -> augmented.start(DATA))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("augmentation changes the images in each step");
  }

  @Test
  void imagesAreScoredByTheWholeNetwork() {
    Split valid = DATA.valid();
    try (Run run = frozen("backbone").start(DATA)) {
      Evaluation before = run.evaluate(valid);
      run.fit();
      Evaluation after = run.evaluate(valid);
      assertThat(after.loss()).isNotEqualTo(before.loss());
      assertThat(run.evaluate(valid.select(3, 4, 5)).count()).isEqualTo(3);
      try (Evaluator evaluator = Evaluator.open(run.trained(), Engine.VECTOR, 1)) {
        Evaluation whole = evaluator.evaluate(valid);
        assertThat(after.accuracy()).isEqualTo(whole.accuracy());
        assertThat(after.loss()).isEqualTo(whole.loss());
        assertThat(after.mistakes()).isEqualTo(whole.mistakes());
      }
    }
  }

  @Test
  void theFrozenBeginningTakesAlongWhatHasNothingToLearn() {
    Network network = model.frozen(new LayerChoice("..conv2")).model().network();
    FrozenBeginning parts = network.frozenBeginning().orElseThrow();
    assertThat(Network.of(parts.layers().toArray(Layer[]::new)).namedLayers()).hasSize(5);
    assertThat(NETWORK.frozenBeginning()).isEmpty();
    assertThat(NETWORK.frozen(List.of("conv2")).frozenBeginning()).isEmpty();
    assertThat(NETWORK.frozen(List.of("conv1")).frozenBeginning().orElseThrow().layers())
        .hasSize(1);
    Network all = NETWORK.frozenUpTo("relu2").then();
    assertThat(all.frozenBeginning().orElseThrow().rest()).hasSize(2);
  }

  @Test
  void layersMoveAtTheirOwnRate() {
    Training once = settings(Training.of(model)).steps(1);
    Training factored =
        once.optimizer(Optimizer.sgd(0.1)).rateFactor("backbone", 0.25).rateFactor("conv1", 0.5);
    TrainedModel moved = trained(factored);
    Map<Double, List<String>> groups =
        Map.of(
            0.1, List.of("dense1/weights", "dense1/biases"),
            0.025, List.of("conv2/weights", "add1/branch2/conv1/weights", "batchNorm1/scale"),
            0.05, List.of("conv1/weights", "conv1/biases"));
    groups.forEach(
        (rate, names) -> {
          TrainedModel alike = trained(once.optimizer(Optimizer.sgd(rate)));
          for (String name : names) {
            assertThat(weight(moved, name)).as(name).isEqualTo(weight(alike, name));
            assertThat(weight(moved, name)).as(name).isNotEqualTo(weight(model, name));
          }
        });
    Batch batch = DATA.train().batches(16).iterator().next();
    try (TrainStep step = TrainStep.of(factored, DATA);
        TrainStep halves = TrainStep.of(factored, DATA)) {
      step.run(batch);
      halves.gradients(batch);
      halves.update();
      for (String name : model.weights().keySet()) {
        assertThat(halves.variables().get(name)).as(name).isEqualTo(step.variables().get(name));
      }
    }
  }

  @Test
  void unknownLayersOfRateFactorsAreRefused() {
    assertThatThrownBy(() -> settings(Training.of(model)).rateFactor("conv9", 0.1).start(DATA))
        .hasMessageStartingWith("network 'bars' has no layer 'conv9'; it has conv1, batchNorm1,");
    assertThatThrownBy(() -> Training.of(model).rateFactor("conv1", 0))
        .hasMessage("the factor of a learning rate must be greater than 0, given 0.0");
  }

  @Test
  void statisticsStayAsTheyAre() {
    Training kept = settings(Training.of(model)).freezeStatistics(true);
    TrainedModel after = trained(kept);
    for (String name : List.of("batchNorm1/mean", "add1/branch2/batchNorm1/variance")) {
      assertThat(weight(after, name)).as(name).isEqualTo(weight(model, name));
    }
    assertThat(weight(after, "batchNorm1/scale")).isNotEqualTo(weight(model, "batchNorm1/scale"));
    TrainedModel averaged = trained(settings(Training.of(model)));
    assertThat(weight(averaged, "batchNorm1/mean")).isNotEqualTo(weight(model, "batchNorm1/mean"));
    TrainedModel few = trained(kept.steps(3));
    TrainedModel reference = trained(kept.steps(3).engine(Engine.REFERENCE));
    reference
        .weights()
        .forEach(
            (name, tensor) ->
                assertThat(weight(few, name))
                    .as(name)
                    .containsExactly(tensor.toArray(), within(2e-3f)));
    assertThat(trained(kept.steps(3).threads(1)).weights()).isEqualTo(few.weights());
  }
}
