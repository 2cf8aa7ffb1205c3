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
import dev.kern.train.event.Event;
import dev.kern.train.known.KnownNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sweeps: whole trainings as tasks.
final class KernSweepTest {
  private static final SparkSession SPARK = Sessions.local();
  private static final String RECIPE =
      """
      network: [{type: conv, filters: 4, size: 3}, relu, dropout, flatten, {type: dense, units: 2}]
      optimizer: {type: adam, learningRate: %s}
      steps: %d
      """;

  private static final String FAST = RECIPE.formatted("0.01", 40);

  @TempDir Path folder;
  private Path data;
  private Path runs;

  @BeforeEach
  void writeData() {
    data = folder.resolve("bars");
    runs = folder.resolve("runs");
    Conversion.usual().write(Bars.data(120, 30), OutputFormat.SHARDS, data);
  }

  private static Map<String, String> recipes() {
    Map<String, String> recipes = new LinkedHashMap<>();
    recipes.put("slow", RECIPE.formatted("0.0001", 40));
    recipes.put("fast", FAST);
    recipes.put("wild", RECIPE.formatted("1e30", 40));
    return recipes;
  }

  private List<KernSweep.Result> sweep(Map<String, String> recipes) {
    return KernSweep.run(SPARK, recipes, data.toString(), runs.toString());
  }

  /// The training that a task does, in this process.
  private Run local(String recipe, Path out) {
    Dataset set = Datasets.open(data);
    TrainingSettings settings =
        new TrainingSettings("", recipe, "", null, null, null, null, null, 2, List.of());
    return settings.training(set).out(out).start(set);
  }

  @Test
  void withoutANetworkTrainsWhatTheCommandTrains() {
    TrainingSettings settings =
        new TrainingSettings("", "seed: 7", "", null, null, null, null, null, 2, List.of());
    assertThat(settings.training(Datasets.open(data)))
        .hasToString(KnownNetwork.usual(2, false).seed(7).threads(2).toString());
  }

  @Test
  void eachTrainingHasTheBitsOfItsOwn() {
    List<KernSweep.Result> results = sweep(recipes());
    assertThat(results).extracting(KernSweep.Result::name).containsExactly("slow", "fast", "wild");
    assertThat(results)
        .extracting(result -> result.failure().isEmpty())
        .containsExactly(true, true, false);
    assertThat(results.get(2).failure()).contains("step");
    assertThat(results.get(1).steps()).isEqualTo(40);
    assertThat(results.get(1).validationAccuracy().orElseThrow()).isBetween(0.0, 1.0);
    try (Run run = local(FAST, folder.resolve("local"))) {
      run.fit();
      assertThat(TrainedModel.read(runs.resolve("fast"))).isEqualTo(run.trained());
    }
  }

  @Test
  void goesOnWithWhatWasInterruptedAndSkipsWhatIsDone() throws Exception {
    Map<String, String> recipes = recipes();
    recipes.remove("wild");
    Files.createDirectories(runs);
    Run half = local(FAST, runs.resolve("fast"));
    try (half) {
      assertThatThrownBy(() -> half.fit(interruptingAt(20, half)))
          .isInstanceOf(InterruptedRunException.class);
    }
    sweep(recipes);
    try (Run run = local(FAST, folder.resolve("local"))) {
      run.fit();
      assertThat(TrainedModel.read(runs.resolve("fast"))).isEqualTo(run.trained());
    }
    Path model = runs.resolve("slow/model.safetensors");
    Object before = Files.getLastModifiedTime(model);
    assertThat(sweep(recipes)).extracting(KernSweep.Result::steps).containsExactly(40L, 40L);
    assertThat(Files.getLastModifiedTime(model)).isEqualTo(before);
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
  void refusesRecipesBeforeItTrains() {
    assertThatThrownBy(() -> sweep(Map.of("a/b", "network: lenet")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            sweep, recipe 'a/b': the name is no run folder's
              given     'a/b'
              expected  letters, digits, dots, hyphens, underscores and equals signs
              fix       give it another name\
            """);
    assertThatThrownBy(() -> sweep(Map.of("a", "network: lenett")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("sweep, recipe 'a': there is no such network");
    assertThat(runs).doesNotExist();
    assertThat(sweep(Map.of())).isEmpty();
  }
}
