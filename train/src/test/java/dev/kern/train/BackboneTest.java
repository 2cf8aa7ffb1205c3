package dev.kern.train;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.relu;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.graph.ShapeException;
import dev.kern.graph.Tensor;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.model.Decision;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.Optimizer;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A trained network cut, frozen, and trained on under another head.
final class BackboneTest {
  private static final Dataset DATA = Toys.bars(300, 60, 0);
  private static final Network NETWORK =
      Network.of(
              conv(4, 3),
              batchNorm(),
              relu(),
              maxPool(2),
              conv(6, 3),
              relu(),
              dropout().keep(0.8),
              flatten(),
              dense(8),
              relu(),
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
    return training
        .optimizer(Optimizer.adamW(0.003, 0.1))
        .steps(60)
        .reportEvery(1000)
        .checkpointEvery(10)
        .threads(2);
  }

  private static TrainedModel withNewHead() {
    return model.upTo("flatten1").frozen().withHead(dense(5), relu(), dense(3));
  }

  @Test
  void frozenWeightsKeepTheirBits() {
    TrainedModel start = withNewHead();
    TrainedModel after;
    try (Run run = settings(Training.of(start)).start(DATA)) {
      run.fit();
      after = run.trained();
    }
    for (Map.Entry<String, Tensor> weight : after.weights().entrySet()) {
      String name = weight.getKey();
      if (name.startsWith("dense")) {
        assertThat(weight.getValue()).as(name).isNotEqualTo(start.weights().get(name));
      } else {
        assertThat(weight.getValue()).as(name).isEqualTo(model.weights().get(name));
      }
    }
    assertThat(after.model().classes()).isEqualTo(DATA.classNames());
    assertThat(after.weights().keySet()).contains("conv1/weights", "batchNorm1/variance");
  }

  @Test
  void unfrozenWeightsAreTrainedAgain() {
    TrainedModel start = withNewHead().unfrozen();
    try (Run run = settings(Training.of(start)).steps(3).start(DATA)) {
      run.fit();
      assertThat(run.trained().weights().get("conv1/weights"))
          .isNotEqualTo(start.weights().get("conv1/weights"));
      assertThat(start.weights().get("conv1/weights"))
          .isEqualTo(model.weights().get("conv1/weights"));
    }
  }

  /// Below frozen layers there are no gradients, and nothing updates them.
  @Test
  void stepsComputeNoGradientOfFrozenLayers() {
    String frozen = program(withNewHead());
    assertThat(frozen).contains("conv_block", "at 'conv2", "update 'dense1/weights'");
    assertThat(frozen)
        .doesNotContain("gradients/conv", "gradients/max", "gradients/batch", "gradients/flatten")
        .doesNotContain("update 'conv", "moving_average");
    String thawed = program(withNewHead().unfrozen());
    assertThat(thawed)
        .contains("gradients/conv", "update 'conv1/weights'", "moving_average 'batchNorm1/mean'");
  }

  private static String program(TrainedModel start) {
    Training training = Training.of(start);
    TrainingGraph graph =
        TrainingGraph.of(start.model(), training, training.schedule().over(0.1, 1));
    Variables variables = Variables.of(graph.graph());
    try (Session session = Session.open(variables, training.engine(), 1)) {
      return session.plan(graph.fetches()).toString();
    }
  }

  @Test
  void runsWithFrozenLayersAreResumedToTheSameBits() throws IOException {
    Training training = settings(Training.of(withNewHead()));
    try (Run run = training.out(folder.resolve("whole")).start(DATA)) {
      run.fit();
    }
    Path parts = folder.resolve("parts");
    try (Run run = training.out(parts).start(DATA)) {
      Listener hand = new AfterStep(23, run::interrupt);
      assertThatThrownBy(() -> run.fit(hand)).isInstanceOf(InterruptedRunException.class);
    }
    try (Run run = Run.resume(parts, DATA)) {
      run.fit();
    }
    assertThat(parts.resolve("model.safetensors"))
        .hasBinaryContent(Files.readAllBytes(folder.resolve("whole/model.safetensors")));
    TrainedModel read = TrainedModel.read(parts);
    assertThat(read.model().network().layers().getFirst().kind()).isEqualTo("frozen");
    assertThat(read.weights().get("conv2/weights")).isEqualTo(model.weights().get("conv2/weights"));
  }

  @Test
  void theReadoutIsReplaced() {
    TrainedModel other = model.withHead(dense(4));
    assertThat(other.model().network().layers())
        .isEqualTo(NETWORK.withoutLast(1).then(dense(4)).layers());
    assertThat(other.model().classes()).containsExactly("1", "2", "3", "4");
    assertThat(other.weights().get("dense1/weights"))
        .isEqualTo(model.weights().get("dense1/weights"));
    assertThat(requireNonNull(other.weights().get("dense2/weights")).shape().toArray())
        .containsExactly(8, 4);
  }

  @Test
  void headsTakeClasses() {
    TrainedModel other =
        model.upTo("relu2").frozenUpTo("relu1").withHead(List.of("a", "b"), flatten(), dense(2));
    assertThat(other.model().classes()).containsExactly("a", "b");
    assertThat(other.model().network().layers().getFirst())
        .isEqualTo(Layer.frozen(conv(4, 3), batchNorm(), relu()));
    Path file = folder.resolve("model.safetensors");
    other.write(file);
    assertThat(TrainedModel.read(file)).isEqualTo(other);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> model.upTo("dense7"))
        .hasMessageStartingWith("network 'bars' has no layer 'dense7'; it has conv1, batchNorm1,");
    assertThatThrownBy(() -> model.upTo("relu2").withHead(dense(3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("dense needs rows [N, K], given images");
    assertThatThrownBy(() -> model.upTo("flatten1").withHead(List.of("a"), dense(3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("the network has 3 outputs, the data has 1 classes");
  }

  @Test
  void networksOfFrozenLayersAloneCantBeTrained() {
    Network all = Network.of(NETWORK.frozen()).named("bars");
    Model old = model.model();
    Model frozen =
        new Model(
            all,
            old.image(),
            old.targets(),
            old.normalization(),
            old.resizeMode(),
            old.ink(),
            Decision.USUAL);
    TrainedModel start = new TrainedModel(frozen, model.weights());
    assertThatThrownBy(() -> settings(Training.of(start)).start(DATA).fit())
        .hasMessageContaining("no trainable variable takes part in the loss")
        .hasMessageContaining("fix: leave a layer unfrozen");
  }
}
