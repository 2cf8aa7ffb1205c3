package dev.kern.train;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.layer.Network;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.Optimizer;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run that is scored by the average of its weights, and ends with it.
final class WeightAverageTest {
  private static final Dataset DATA = Toys.bars(120, 60, 30);
  private static final Training TRAINING =
      Training.of(Network.of(conv(3, 4), batchNorm(), relu(), flatten(), dense(3)).named("bars"))
          .optimizer(Optimizer.adam(0.01))
          .steps(30)
          .reportEvery(10)
          .threads(1);

  @TempDir private Path folder;

  private static float[] weights(TrainedModel model) {
    return requireNonNull(model.weights().get("conv1/weights")).toArray();
  }

  /// The weights after each step, in double precision.
  private static double[] average(double decay) {
    List<float[]> steps = new ArrayList<>();
    try (Run run = TRAINING.start(DATA)) {
      steps.add(weights(run.trained()));
      run.fit(
          new Listener() {
            @Override
            public void on(Event event) {}

            @Override
            public void step(long done, long all) {
              steps.add(weights(run.trained()));
            }
          });
    }
    double[] average = new double[steps.getFirst().length];
    for (int i = 0; i < average.length; i++) {
      average[i] = steps.getFirst()[i];
      for (int n = 0; n < 30; n++) {
        double kept = Math.min(decay, (1.0 + n) / (10.0 + n));
        average[i] = kept * average[i] + (1 - kept) * steps.get(n + 1)[i];
      }
    }
    return average;
  }

  @Test
  void endsWithTheAverage() {
    double[] expected = average(0.9);
    try (Run run = TRAINING.averageWeights(0.9).start(DATA)) {
      run.fit();
      float[] found = weights(run.trained());
      for (int i = 0; i < found.length; i++) {
        assertThat((double) found[i]).isCloseTo(expected[i], within(1e-6));
      }
    }
  }

  /// What an evaluation tells is what the weights score that are kept then.
  @Test
  void isScoredByTheAverage() {
    List<Double> told = new ArrayList<>();
    List<Double> kept = new ArrayList<>();
    try (Run run = TRAINING.averageWeights(0.9).start(DATA)) {
      run.fit(
          event -> {
            if (event instanceof Evaluated score && score.split().equals("valid")) {
              told.add(score.loss());
              kept.add(run.evaluate(DATA.valid()).loss());
            }
          });
      assertThat(told.getLast()).isEqualTo(run.evaluate(DATA.valid()).loss());
    }
    assertThat(told).hasSizeGreaterThan(3).isEqualTo(kept);
  }

  /// What is made of a run that was interrupted has the average, too.
  @Test
  void aCheckpointHasTheAverage() {
    Path place = folder.resolve("run");
    try (Run run = TRAINING.averageWeights(0.9).checkpointEvery(10).out(place).start(DATA)) {
      assertThatThrownBy(() -> run.fit(new AfterStep(20, run::interrupt)))
          .isInstanceOf(InterruptedRunException.class);
      Checkpoint last =
          RunFolder.open(place).checkpoints().newest(new ArrayList<>()).orElseThrow().checkpoint();
      assertThat(last.weights().keySet()).isEqualTo(run.trained().weights().keySet());
      assertThat(requireNonNull(last.weights().get("conv1/weights")).toArray())
          .isNotEqualTo(weights(run.trained()))
          .isEqualTo(requireNonNull(last.tensors().get("average/conv1/weights")).toArray());
    }
  }

  @Test
  void aDecayIsAFraction() {
    assertThatThrownBy(() -> TRAINING.averageWeights(1))
        .hasMessage("the decay of averaged weights must be at least 0 and less than 1, given 1.0");
  }
}
