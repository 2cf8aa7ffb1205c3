package dev.kern.train;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.graph.Tensor;
import dev.kern.layer.Network;
import dev.kern.run.Engine;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TrainingWarmupTest {
  private static final Dataset DATA = Toys.bars(60, 30, 30);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Training TRAINING =
      Training.of(Network.of(flatten(), dense(8), relu(), dense(3)).named("bars"))
          .steps(20)
          .engine(Engine.SCALAR)
          .threads(1);

  private static Map<String, Tensor> trained(Training training) {
    try (Run run = training.start(DATA)) {
      run.fit();
      return run.trained().weights();
    }
  }

  @Test
  void changesNothing() throws InterruptedException {
    Map<String, Tensor> alone = trained(TRAINING);
    TrainingWarmup warmup = TRAINING.warmUp(Toys.SHAPE, Toys.CLASSES.size());
    try (warmup) {
      assertThat(trained(TRAINING)).isEqualTo(alone);
    }
    assertThat(warmup.thread().join(LONG)).isTrue();
  }

  /// However long the reading takes: nothing spins beside it.
  @Test
  void endsByItself() throws InterruptedException {
    TrainingWarmup warmup = TRAINING.warmUp(Toys.SHAPE, Toys.CLASSES.size());
    assertThat(warmup.thread().join(LONG)).isTrue();
    warmup.close();
  }

  /// The guess at the images may be wrong; the training itself tells what is wrong with it.
  @Test
  void endsSilentlyIfNothingFits() throws InterruptedException {
    Training wrong = TRAINING.network(Network.of(conv(4, 9).valid(), flatten(), dense(3)));
    TrainingWarmup warmup = wrong.warmUp(new ImageShape(2, 2, 1), 3);
    assertThat(warmup.thread().join(LONG)).isTrue();
    warmup.close();
  }
}
