package dev.kern.fuzz;

import static dev.kern.fuzz.Seeds.bytes;
import static dev.kern.fuzz.Seeds.content;
import static dev.kern.fuzz.Seeds.write;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;

import dev.kern.data.Dataset;
import dev.kern.data.format.Datasets;
import dev.kern.layer.Network;
import dev.kern.optimize.EarlyStopping;
import dev.kern.optimize.Monitor;
import dev.kern.optimize.Optimizer;
import dev.kern.optimize.Plateau;
import dev.kern.run.Engine;
import dev.kern.train.ResumedTrainer;
import dev.kern.train.Run;
import dev.kern.train.Training;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged checkpoints, and what a run does with them that goes on from one.
@Tag("repeated")
final class CheckpointFuzzTest {
  private static final Dataset DATA = Datasets.open(Seeds.data("fixture/pickle"));

  /// All that a checkpoint can hold: optimiser state, a falling rate, the best weights.
  private static final Training TRAINING =
      Training.of(Network.of(flatten(), dense(DATA.classes())).named("dense"))
          .optimizer(Optimizer.adam(0.01))
          .schedule(new Plateau(Monitor.LOSS, 0.5, 2, 0))
          .earlyStopping(EarlyStopping.after(20))
          .batch(2)
          .steps(9)
          .reportEvery(2)
          .checkpointEvery(4)
          .engine(Engine.SCALAR)
          .threads(1);

  @TempDir Path folder;

  /// The last checkpoint of a run.
  private Path checkpoint() {
    try (Run run = TRAINING.out(folder.resolve("run")).start(DATA)) {
      run.fit();
    }
    return folder.resolve("run/checkpoints/step-8.kern");
  }

  @Test
  void checkpoints() {
    byte[] good = content(checkpoint());
    Path file = folder.resolve("fuzzed.kern");
    try (ResumedTrainer trainer = new ResumedTrainer(TRAINING, DATA)) {
      Fuzz.bytes(List.of(good)).read("checkpoint", content -> trainer.resume(write(file, content)));
    }
  }

  /// The state is changed, and the checksum with it.
  @Test
  void forgedCheckpoints() {
    Path file = checkpoint();
    try (ResumedTrainer trainer = new ResumedTrainer(TRAINING, DATA)) {
      Fuzz.texts(List.of(bytes(ResumedTrainer.state(file))))
          .read(
              "checkpoint with a forged state",
              content -> trainer.resume(file, new String(content, StandardCharsets.UTF_8)));
    }
  }
}
