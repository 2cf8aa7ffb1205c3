package dev.kern.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.convert.Conversion;
import dev.kern.data.convert.OutputFormat;
import dev.kern.data.file.DataException;
import dev.kern.data.format.Datasets;
import dev.kern.model.TrainedModel;
import dev.kern.train.InterruptedRunException;
import dev.kern.train.Listener;
import dev.kern.train.Run;
import dev.kern.train.RunSummary;
import dev.kern.train.event.Event;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Started;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One network on several tasks, here within one process.
@Timeout(300)
final class KernTrainingTest {
  static final String RECIPE =
      """
      network:
        - {type: conv, filters: 4, size: 3}
        - batchNorm
        - relu
        - dropout
        - flatten
        - {type: dense, units: 2}
      optimizer: {type: adam, learningRate: 0.01}
      augmentations: [{type: shift, pixels: 1}]
      batch: 24
      groups: 6
      steps: 40
      """;

  @TempDir Path folder;
  private Path data;
  private Path out;

  @BeforeEach
  void writeData() {
    data = folder.resolve("bars");
    out = folder.resolve("runs/bars");
    Conversion.usual().write(Bars.data(120, 30), OutputFormat.SHARDS, data);
  }

  private RunSummary train(KernTraining training, String recipe) throws InterruptedException {
    return training.run(Sessions.local(), recipe, data.toString(), out.toString());
  }

  /// The run of one process.
  static Run local(String recipe, Path data, Path out) {
    Dataset set = Datasets.open(data);
    TrainingSettings settings =
        new TrainingSettings("", recipe, "", null, null, null, null, null, 1, List.of());
    return settings.training(set).out(out).start(set);
  }

  private TrainedModel alone(String recipe) {
    try (Run run = local(recipe, data, folder.resolve("alone"))) {
      run.fit();
      return run.trained();
    }
  }

  @Test
  void twoTasksLearnTheBitsOfOneProcess() throws Exception {
    List<Event> events = new ArrayList<>();
    RunSummary summary = train(new KernTraining().setListener(events::add), RECIPE);
    assertThat(summary.state()).isEqualTo(RunSummary.State.FINISHED);
    assertThat(summary.steps()).isEqualTo(40);
    assertThat(TrainedModel.read(out)).isEqualTo(alone(RECIPE));
    assertThat(events.getFirst()).isInstanceOf(Started.class);
    assertThat(events.getLast()).isInstanceOf(Finished.class);
    Object before = Files.getLastModifiedTime(out.resolve("model.safetensors"));
    assertThat(train(new KernTraining(), RECIPE)).isEqualTo(summary);
    assertThat(Files.getLastModifiedTime(out.resolve("model.safetensors"))).isEqualTo(before);
  }

  @Test
  void goesOnWithWhatOneProcessBegan() throws Exception {
    Run half = local(RECIPE, data, out);
    try (half) {
      assertThatThrownBy(() -> half.fit(interruptingAt(20, half)))
          .isInstanceOf(InterruptedRunException.class);
    }
    train(new KernTraining(), RECIPE);
    assertThat(TrainedModel.read(out)).isEqualTo(alone(RECIPE));
  }

  private static Listener interruptingAt(long step, Run run) {
    return new Listener() {
      @Override
      public void on(Event event) {}

      @Override
      public void step(long done, long steps) {
        if (done == step) {
          run.interrupt();
        }
      }
    };
  }

  @Test
  void saysWhyItCannotTrain() {
    assertThatThrownBy(() -> train(new KernTraining(), RECIPE.replace("groups: 6", "seed: 2")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            training, recipe: batches aren't cut, so only one task could train
              given     groups 1, the default
              expected  a group or more for each task
              fix       such as batch: 256 and groups: 16, or setWorkers(1)\
            """);
    assertThatThrownBy(() -> train(new KernTraining(), RECIPE.replace("groups: 6", "groups: 7")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("it can't go on")
        .hasMessageContaining("24")
        .hasMessageNotContaining("\tat ");
    assertThatThrownBy(() -> train(new KernTraining(), RECIPE.replace("0.01", "1e30")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("it can't go on")
        .hasMessageContaining("step ");
  }
}
