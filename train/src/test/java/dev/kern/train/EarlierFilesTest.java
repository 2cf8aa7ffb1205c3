package dev.kern.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.data.format.Datasets;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.Optimizer;
import dev.kern.safetensors.Safetensors;
import dev.kern.train.event.Event;
import dev.kern.train.event.Finished;
import dev.kern.train.file.EventLog;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What an earlier version wrote is still read: settings, networks, models, events, checkpoints.
final class EarlierFilesTest {
  @TempDir Path folder;

  private static Path earlier(String name) {
    try {
      return Path.of(
              Objects.requireNonNull(EarlierFilesTest.class.getResource("earlier/README.md"))
                  .toURI())
          .resolveSibling(name);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Dataset data() {
    return Datasets.open(earlier("idx"));
  }

  /// A copy of a run that was interrupted, to go on with.
  private Path copy(String name) throws IOException {
    Path from = earlier(name);
    Path to = folder.resolve(name);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }

  /// To the bit, unless sums that the run needs are added in another order since: those of batch
  /// normalisation are.
  @ParameterizedTest
  @CsvSource({"plain, 0", "modern, 1e-4"})
  void resumedRunEndsWhereTheEarlierVersionDid(String name, float rounding) throws IOException {
    Path run = copy(name);
    try (Run resumed = Run.resume(run, data())) {
      resumed.fit();
    }
    TrainedModel expected = TrainedModel.read(earlier(name + "-model.safetensors"));
    TrainedModel now = TrainedModel.read(run);
    assertThat(now.model()).isEqualTo(expected.model());
    assertThat(now.weights().keySet()).isEqualTo(expected.weights().keySet());
    now.weights()
        .forEach(
            (weight, tensor) ->
                assertThat(tensor.toArray())
                    .as(weight)
                    .containsExactly(
                        Objects.requireNonNull(expected.weights().get(weight)).toArray(),
                        within(rounding)));
    assertThat(Safetensors.read(run.resolve("model.safetensors")).metadata().keySet())
        .isEqualTo(Safetensors.read(earlier(name + "-model.safetensors")).metadata().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "modern"})
  void eventsAreRead(String name) throws IOException {
    Path log = earlier(name + "-events.jsonl");
    List<Event> events = EventLog.read(log);
    assertThat(events).hasSize(Files.readAllLines(log).size());
    assertThat(events.getLast()).isInstanceOf(Finished.class);
  }

  @Test
  void settingsAreRead() {
    Training recipe = RunFolder.open(earlier("plain")).record().recipe();
    assertThat(recipe.optimizer()).isEqualTo(Optimizer.sgd(0.05));
    assertThat(recipe.order()).isEqualTo(Order.SEQUENTIAL);
    assertThat(recipe.l2()).isEqualTo(0.001);
    assertThat(recipe.l2Of()).containsExactly(Training.LAST_TWO_DENSE);
    assertThat(recipe.clipNorm()).isEqualTo(5);
  }

  @Test
  void bestModelOfAnInterruptedRunIsRead() {
    TrainedModel best = TrainedModel.read(RunFolder.open(earlier("modern")).best());
    assertThat(best.model().network().layers()).hasSize(9);
    assertThat(best.model().classes()).hasSize(10);
  }
}
