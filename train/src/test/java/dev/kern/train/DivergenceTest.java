package dev.kern.train;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.adam;
import static dev.kern.optimize.Optimizer.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kern.data.Dataset;
import dev.kern.graph.Node;
import dev.kern.graph.ScaleBy;
import dev.kern.graph.UpdateRule;
import dev.kern.layer.Network;
import dev.kern.optimize.Monitor;
import dev.kern.optimize.Optimizer;
import dev.kern.optimize.Plateau;
import dev.kern.run.Engine;
import dev.kern.train.event.Failed;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A run whose numbers stop being finite says where that began, and keeps the state before.
final class DivergenceTest {
  private static final Network NETWORK =
      Network.of(conv(3, 4), relu(), flatten(), dropout(), dense(3)).named("bars");
  private static final Training TRAINING =
      Training.of(NETWORK).order(Order.SEQUENTIAL).steps(60).checkpointEvery(10).threads(2);

  @TempDir private Path folder;

  private DivergedException fails(Training training, Dataset data) {
    Path place = folder.resolve("run");
    try (Run run = training.out(place).start(data)) {
      DivergedException e = catchThrowableOfType(DivergedException.class, run::fit);
      assertThat(RunFolder.open(place).history().getLast())
          .isEqualTo(new Failed(e.step(), e.place(), String.valueOf(e.getMessage())));
      assertThat(place.resolve("model.safetensors")).doesNotExist();
      return e;
    }
  }

  /// Weights of about 1e30 after the first step: their products in the second are too large.
  @ParameterizedTest
  @EnumSource
  void inAProduct(Engine engine) {
    DivergedException e = fails(TRAINING.optimizer(sgd(1e30)).engine(engine), Toys.bars(60, 0, 0));
    assertThat(e.step()).isEqualTo(1);
    assertThat(e.place()).isEqualTo("layer 'dense1': %10 = matmul %8 %9 : f32[16, 3]");
    assertThat(e)
        .hasMessageMatching(
            """
            step 1: (NaN|-?Infinity) in layer 'dense1', where all numbers must be finite
              given     (NaN|-?Infinity) in 48 of 48 numbers of %10 = matmul %8 %9 : f32\\[16, 3]
              expected  finite numbers throughout
              fix       lower the learning rate \\(--learning-rate\\), or clip the gradients .*\
            """);
  }

  @Test
  void inAnImage() {
    DivergedException e = fails(TRAINING, withPixel(Float.NaN));
    assertThat(e)
        .hasMessage(
            """
            step 37: NaN in the batch's images, where all numbers must be finite
              given     NaN in 1 of 1,024 numbers of %%0 = placeholder "images" : f32[16, 8, 8, 1]
              expected  finite numbers throughout
              fix       use data with finite pixels (kern data check)
              saved     %s\
            """,
            folder.resolve("run/checkpoints/step-30.kern"));
  }

  /// The loss of the last step is finite, and nobody computes another one.
  @Test
  void inTheLastUpdate() {
    Dataset data = Toys.bars(60, 0, 0);
    for (int image = 0; image < 12; image++) {
      data = Toys.withPixel(data, image, 1e9f);
    }
    DivergedException e = fails(TRAINING.steps(1).optimizer(sgd(3e35)), data);
    assertThat(e.step()).isZero();
    assertThat(e.place()).startsWith("layer 'conv1': %").contains(" = update %");
  }

  @Test
  void inTheLearningRate() {
    DivergedException e = fails(TRAINING.optimizer(sgd(1e39)), withPixel(0));
    assertThat(e.step()).isZero();
    assertThat(e.place()).startsWith("the learning rate: %").contains("learning_rate");
  }

  /// Losses and weights stay finite: the squares that Adam keeps don't.
  @Test
  void inOptimiserState() {
    Training training =
        TRAINING
            .schedule(new Plateau(Monitor.ACCURACY, 0.5, 2, 0.2))
            .optimizer(adam(1e-9))
            .reportEvery(7);
    DivergedException e = fails(training, withPixel(1e25f));
    assertThat(e.step()).isEqualTo(37);
    assertThat(e.place()).startsWith("layer 'conv1': %").contains(" = update %");
    assertThat(folder.resolve("run/checkpoints").toFile().list()).contains("step-30.kern");
  }

  /// Data that is as it should be up to step 36.
  private static Dataset withPixel(float value) {
    return Toys.withPixel(Toys.bars(800, 60, 0), 37 * 16 + 5, value);
  }

  /// A rule of one's own that divides by zero in its second step: the slot is the first to be
  /// wrong.
  @ParameterizedTest
  @EnumSource
  void inACustomRule(Engine engine) {
    UpdateRule rule =
        UpdateRule.custom(
            "broken",
            1,
            step -> {
              Node late = step.scalar(t -> t < 2 ? 1 : Double.POSITIVE_INFINITY);
              return step.moved(step.descend(step.gradient()), ScaleBy.of(step.gradient(), late));
            });
    DivergedException e =
        fails(TRAINING.optimizer(new Optimizer(0.01, rule)).engine(engine), Toys.bars(60, 0, 0));
    assertThat(e.step()).isEqualTo(1);
    assertThat(e.place()).contains("step_scalar {broken}");
  }
}
