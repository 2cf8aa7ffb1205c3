package dev.kern.measure;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.branch;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.relu;
import static dev.kern.layer.Layer.residual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.compile.TaskInfo;
import dev.kern.compile.TaskRole;
import dev.kern.graph.Shape;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.run.Engine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StepProfileTest {
  private static final Shape IMAGE = Shape.of(8, 8, 1);
  private static final int BATCH = 4;

  private static final Network NETWORK =
      Network.of(
          conv(8, 3),
          relu(),
          maxPool(2),
          residual(conv(8, 3).unbiased(), batchNorm(), relu()),
          Layer.concat(branch(), branch(conv(4, 1))),
          flatten(),
          dense(10));

  @Test
  void countsTasksForTheLayerThatTheyAreIn() {
    List<TaskInfo> tasks =
        List.of(
            new TaskInfo("conv_block", "conv1/conv_block", TaskRole.FORWARD, 1000),
            new TaskInfo("pack weights", "conv1/conv_block", TaskRole.FORWARD, 0),
            new TaskInfo("add", "add1/add", TaskRole.FORWARD, 0),
            new TaskInfo("conv2d", "add1/branch2/conv1/conv2d", TaskRole.FORWARD, 2000),
            new TaskInfo("dx", "gradients/add1/branch2/conv1/dx", TaskRole.INPUT_GRADIENT, 2000),
            new TaskInfo("dw", "gradients/conv1/dw", TaskRole.WEIGHT_GRADIENT, 1000),
            new TaskInfo("update", "conv1/update", TaskRole.UPDATE, 0),
            new TaskInfo("loss", "gradients/loss", TaskRole.INPUT_GRADIENT, 0));
    double[] micros = {1, 2, 4, 8, 16, 32, 64, 128};
    assertThat(StepProfile.layers(List.of("conv1", "relu1", "add1"), tasks, micros))
        .containsExactly(
            new LayerTime("conv1", 3, 0, 32, 64, 66, 2000),
            LayerTime.none("relu1"),
            new LayerTime("add1", 12, 16, 0, 0, 4, 4000),
            new LayerTime("other", 0, 128, 0, 0, 128, 0));
    assertThat(StepProfile.layers(List.of("conv1", "add1", "add1/branch2/conv1"), tasks, micros))
        .contains(
            new LayerTime("add1", 4, 0, 0, 0, 4, 0),
            new LayerTime("add1/branch2/conv1", 8, 16, 0, 0, 0, 4000));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void addsUpToATrainingStep(int threads) {
    StepProfile step =
        new Speedometer(Engine.VECTOR, threads, 3).trainingProfile(NETWORK, IMAGE, BATCH, false);
    assertThat(step.layers())
        .extracting(LayerTime::layer)
        .containsExactly(
            "conv1", "relu1", "maxPool1", "add1", "concat1", "flatten1", "dense1", "other");
    LayerTime sum = step.sum();
    assertThat(step.waitingMicros()).isNotNegative();
    assertThat(sum.micros() + step.waitingMicros()).isCloseTo(step.micros(), within(1e-6));
    assertThat(sum.elementwiseMicros()).isPositive().isLessThan(sum.micros());
    assertThat(sum.inputGradientMicros()).isPositive();
    for (LayerTime layer : step.layers()) {
      assertThat(layer.weightGradientMicros() > 0)
          .as("%s", layer)
          .isEqualTo(List.of("conv1", "add1", "concat1", "dense1").contains(layer.layer()))
          .isEqualTo(layer.updateMicros() > 0);
    }
    // Forward, by image but for the first, and by filter.
    double inference = NETWORK.summary(8, 8, 1).multiplyAdds() * BATCH;
    double first = 8 * 8 * 8 * 9 * BATCH;
    assertThat(sum.multiplyAdds()).isEqualTo(3 * inference - first);
  }

  @Test
  void listsLayersInsideOfBranches() {
    StepProfile step =
        new Speedometer(Engine.VECTOR, 1, 3).inferenceProfile(NETWORK, IMAGE, BATCH, true);
    assertThat(step.layers())
        .extracting(LayerTime::layer)
        .startsWith("conv1", "relu1", "maxPool1", "add1/branch2/conv1", "add1/branch2/batchNorm1")
        .contains("add1", "concat1/branch2/conv1", "dense1");
    assertThat(step.sum().micros()).isEqualTo(step.sum().forwardMicros());
    // The normalisation is folded into the convolution, and so counts there.
    assertThat(step.layers())
        .filteredOn(layer -> layer.layer().equals("add1/branch2/batchNorm1"))
        .extracting(LayerTime::micros)
        .containsExactly(0.0);
  }
}
