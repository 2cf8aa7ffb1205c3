package dev.kern.examples;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.graph.Initializer;
import dev.kern.graph.RateSchedule;
import dev.kern.graph.UpdateRule;
import dev.kern.layer.CustomInitializers;
import dev.kern.layer.Network;
import dev.kern.model.Evaluation;
import dev.kern.optimize.CustomRules;
import dev.kern.optimize.CustomSchedules;
import dev.kern.optimize.Optimizer;
import dev.kern.train.Run;
import dev.kern.train.RunJson;
import dev.kern.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Update rules, schedules and initializers from outside of Kern: trained, saved, resumed.
final class CustomOptimizersTest {
  private static final Network NETWORK =
      Network.of(conv(4, 3), relu(), flatten(), dense(2).weights(ExampleExtension.EIGHTHS));
  private static final Training TRAINING =
      Training.of(NETWORK)
          .optimizer(new Optimizer(0.003, ExampleExtension.LION.weightDecay(0.01)))
          .schedule(ExampleExtension.WARMUP)
          .steps(60)
          .reportEvery(100)
          .checkpointEvery(10)
          .threads(2);

  @TempDir Path folder;

  @BeforeAll
  static void register() {
    CustomRules.register(ExampleExtension.LION);
    CustomSchedules.register(ExampleExtension.WARMUP);
    CustomInitializers.register(ExampleExtension.EIGHTHS);
  }

  @Test
  void learn() {
    try (Run run = TRAINING.start(Bars.data(120))) {
      run.fit();
      Evaluation evaluation = run.evaluate(run.data().train());
      assertThat(evaluation.accuracy()).isGreaterThan(0.95);
    }
  }

  @Test
  void areFilesByName() {
    assertThat(RunJson.text(TRAINING))
        .contains(
            "\"optimizer\": {\"type\": \"lion\", \"learningRate\": 0.003, \"weightDecay\": 0.01}",
            "\"schedule\": {\"type\": \"warmup\"}",
            "\"weights\": {\"type\": \"eighths\"}");
    Training read = RunJson.parse("recipe", RunJson.text(TRAINING), Training.class);
    assertThat(read.optimizer()).isEqualTo(TRAINING.optimizer());
    assertThat(read.schedule()).isEqualTo(TRAINING.schedule());
    assertThat(read.network()).isEqualTo(NETWORK);
  }

  @Test
  void resumeToTheSameBits() throws IOException {
    Resumed.expectSameBits(folder, TRAINING);
  }

  @Test
  void sayWhatIsNotRegistered() {
    String text = RunJson.text(TRAINING);
    refuses(
        text.replace("\"lion\"", "\"sophiaOfOld\""),
        "recipe, optimizer: unknown optimizer",
        "'sophiaOfOld'",
        "one of sgd, momentum, adam, muon, lion",
        "must be registered first: CustomRules.register(...), or a jar with an Extension");
    refuses(
        text.replace("\"warmup\"", "\"noSuchCourse\""),
        "recipe, schedule: unknown schedule",
        "plateau, warmup",
        "CustomSchedules.register(...)");
    refuses(
        text.replace("\"eighths\"", "\"chessboard\""),
        "unknown initializer",
        "whitening, eighths",
        "CustomInitializers.register(...)");
  }

  private static void refuses(String text, String... parts) {
    assertThatThrownBy(() -> RunJson.parse("recipe", text, Training.class))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void refuseNamesThatAreTaken() {
    assertThatThrownBy(
            () -> CustomRules.register(UpdateRule.custom("adam", 0, s -> s.moved(s.weight()))))
        .hasMessage("update rule: the name 'adam' is that of one of Kern's own; fix: another name");
    assertThatThrownBy(
            () -> CustomSchedules.register(RateSchedule.of("warmup", (step, steps) -> 1)))
        .hasMessageStartingWith("schedule 'warmup' is dev.kern.examples.ExampleExtension$");
    assertThatThrownBy(
            () -> CustomInitializers.register(Initializer.of("heNormal", (s, k) -> new float[1])))
        .hasMessage(
            "initializer: the name 'heNormal' is that of one of Kern's own; fix: another name");
  }

  /// A schedule that is no more than a function can't be found again when the run is resumed.
  @Test
  void saysWhichSchedulesFilesCantHold() {
    RateSchedule nameless = (rate, step, steps) -> rate;
    Training training = TRAINING.schedule(nameless).out(folder.resolve("nameless"));
    assertThatThrownBy(() -> training.start(Bars.data(120)))
        .hasMessageContaining("a file can't hold a schedule of the class ")
        .hasMessageContaining("fix: RateSchedule.of(\"name\", (step, steps) -> ...)");
    assertThat(Files.exists(folder.resolve("nameless"))).isFalse();
  }
}
