package dev.kern.train;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.file.DataException;
import dev.kern.graph.Tensor;
import dev.kern.layer.Network;
import dev.kern.model.TrainedModel;
import dev.kern.train.event.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What can be had of a run before and after its end.
final class LearnedModelTest {
  private static final int STEPS = 30;
  private static final int CUT = 12;

  @TempDir Path folder;

  /// Interrupts a run after some steps.
  private record Cut(Run run) implements Listener {
    @Override
    public void on(Event event) {}

    @Override
    public void step(long done, long steps) {
      if (done == CUT) {
        run.interrupt();
      }
    }
  }

  private Run run(Dataset data) {
    return Training.of(Network.of(flatten(), dense(3)).named("bars"))
        .steps(STEPS)
        .batch(4)
        .reportEvery(5)
        .threads(1)
        .out(folder.resolve("run"))
        .start(data);
  }

  private RunFolder folder() {
    return RunFolder.open(folder.resolve("run"));
  }

  private static Map<String, List<Float>> numbers(TrainedModel model) {
    return model.weights().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, weight -> list(weight.getValue())));
  }

  private static List<Float> list(Tensor tensor) {
    List<Float> numbers = new ArrayList<>();
    for (float number : tensor.toArray()) {
      numbers.add(number);
    }
    return numbers;
  }

  private Map<String, List<Float>> cut(Dataset data) {
    try (Run run = run(data)) {
      assertThat(folder().learned()).isEmpty();
      assertThatThrownBy(() -> run.fit(new Cut(run))).isInstanceOf(InterruptedRunException.class);
      return numbers(run.trained());
    }
  }

  @Test
  void withoutValidationImagesItIsTheLastCheckpoint() throws IOException {
    Map<String, List<Float>> last = cut(Toys.bars(20, 0, 0));
    LearnedModel learned = folder().learned().orElseThrow();
    assertThat(learned.stage()).isEqualTo(LearnedModel.Stage.CHECKPOINT);
    TrainedModel model = learned.read();
    assertThat(numbers(model)).isEqualTo(last);
    assertThat(model.model().classes()).isEqualTo(Toys.CLASSES);
    Files.writeString(learned.file(), "damaged");
    assertThatThrownBy(learned::read)
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("step-12.kern", "fix");
  }

  @Test
  void withThemItIsTheBestSoFarAndAtTheEndTheTrainedOne() {
    Dataset data = Toys.bars(20, 6, 0);
    cut(data);
    LearnedModel best = folder().learned().orElseThrow();
    assertThat(best.stage()).isEqualTo(LearnedModel.Stage.BEST);
    assertThat(numbers(best.read())).isEqualTo(numbers(TrainedModel.read(folder().best())));
    assertThat(folder().learned()).as("the same until something is kept").contains(best);
    try (Run run = Run.resume(folder.resolve("run"), data)) {
      run.fit();
      Optional<LearnedModel> learned = folder().learned();
      assertThat(learned.map(LearnedModel::stage)).contains(LearnedModel.Stage.TRAINED);
      assertThat(numbers(learned.orElseThrow().read())).isEqualTo(numbers(run.trained()));
    }
  }
}
