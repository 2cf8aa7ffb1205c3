package dev.kern.train;

import static dev.kern.data.augment.Augmentation.mixup;
import static dev.kern.data.augment.Augmentation.shift;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.SplitName;
import dev.kern.data.file.DataException;
import dev.kern.graph.ShapeException;
import dev.kern.layer.Network;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.EarlyStopping;
import dev.kern.optimize.Monitor;
import dev.kern.optimize.Plateau;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import dev.kern.train.event.RateLowered;
import dev.kern.train.event.Started;
import dev.kern.train.event.Stopped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunTest {
  private static final Dataset DATA = Toys.bars(300, 90, 60);
  private static final Network NETWORK =
      Network.of(flatten(), dense(16), relu(), dense(3)).named("bars");
  private static final Training TRAINING =
      Training.of(NETWORK).optimizer(sgd(0.2)).steps(301).reportEvery(100).threads(1);

  @TempDir Path folder;

  /// Keeps what it hears.
  private static final class Ear implements Listener {
    final List<Event> events = new ArrayList<>();
    long steps;

    @Override
    public void on(Event event) {
      events.add(event);
    }

    @Override
    public void step(long done, long planned) {
      assertThat(done).isEqualTo(++steps);
    }

    List<String> types() {
      return events.stream().map(Event::type).toList();
    }

    <T> List<T> of(Class<T> type) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
  }

  private static Ear fit(Training training) {
    Ear ear = new Ear();
    try (Run run = training.start(DATA)) {
      run.fit(ear);
    }
    return ear;
  }

  @Test
  void learns() {
    try (Run run = TRAINING.start(DATA)) {
      assertThat(run.evaluate(DATA.test()).accuracy()).isLessThan(0.8);
      Finished finished = run.fit();
      assertThat(finished.testAccuracy().orElseThrow()).isGreaterThan(0.95);
      assertThat(run.evaluate(DATA.test()).accuracy())
          .isEqualTo(finished.testAccuracy().orElseThrow());
    }
  }

  @Test
  void learnsFromChangedAndMixedImages() {
    Training training = TRAINING.augment(shift(0.5), mixup(0.4)).steps(601);
    try (Run run = training.start(DATA)) {
      assertThat(run.fit().testAccuracy().orElseThrow()).isGreaterThan(0.9);
    }
    List<Double> plain = fit(TRAINING).of(Progress.class).stream().map(Progress::loss).toList();
    List<Double> mixed = fit(training).of(Progress.class).stream().map(Progress::loss).toList();
    assertThat(mixed.getLast()).as("mixed labels can't be told for sure").isGreaterThan(0.1);
    assertThat(plain.getLast()).isLessThan(0.1);
  }

  @Test
  void reportsInTheNotebooksOrder() {
    Ear ear = fit(TRAINING);
    assertThat(ear.types())
        .containsExactly(
            "started",
            "progress",
            "evaluated",
            "progress",
            "evaluated",
            "progress",
            "evaluated",
            "progress",
            "evaluated",
            "evaluated",
            "evaluated",
            "finished");
    assertThat(ear.of(Progress.class)).map(Progress::step).containsExactly(0L, 100L, 200L, 300L);
    assertThat(ear.of(Evaluated.class))
        .map(e -> e.split() + " " + e.step() + " " + e.count())
        .containsExactly(
            "valid 0 90",
            "valid 100 90",
            "valid 200 90",
            "valid 300 90",
            "valid 301 90",
            "test 301 60");
    assertThat(ear.steps).isEqualTo(301);
    Started started = (Started) ear.events.getFirst();
    assertThat(started.images()).isEqualTo(Map.of("train", 300, "valid", 90, "test", 60));
    assertThat(started.parameters()).isEqualTo(64 * 16 + 16 + 16 * 3 + 3);
    Finished finished = (Finished) ear.events.getLast();
    assertThat(finished.steps()).isEqualTo(301);
    assertThat(finished.run()).isEqualTo("bars");
    assertThat(finished.testAccuracy()).hasValue(ear.of(Evaluated.class).getLast().accuracy());
  }

  @Test
  void reportsTheLossBeforeTheFirstStep() {
    Progress first = fit(TRAINING.steps(1)).of(Progress.class).getFirst();
    assertThat(first.loss()).isBetween(0.5, 3.0);
    assertThat(first.learningRate()).isEqualTo(0.2);
    assertThat(first.minibatchAccuracy() * 16 % 1).isZero();
  }

  @Test
  void givesTheSameBitsForTheSameSeed() {
    assertThat(weights(TRAINING.seed(3))).isEqualTo(weights(TRAINING.seed(3)));
    assertThat(weights(TRAINING.seed(3))).isNotEqualTo(weights(TRAINING.seed(4)));
  }

  private static Map<String, dev.kern.graph.Tensor> weights(Training training) {
    try (Run run = training.steps(20).start(DATA)) {
      run.fit();
      return run.trained().weights();
    }
  }

  @Test
  void keepsTheRunInItsFolder() throws IOException {
    Path place = folder.resolve("runs/bars-1");
    Ear ear = new Ear();
    try (Run run = TRAINING.out(place).start(DATA)) {
      assertThat(place.toFile().list())
          .containsExactlyInAnyOrder("run.json", "network.json", "events.jsonl", ".lock");
      run.fit(ear);
      assertThat(TrainedModel.read(place)).isEqualTo(run.trained());
    }
    assertThat(RunFolder.open(place).history()).isEqualTo(ear.events);
    assertThat(((Finished) ear.events.getLast()).run()).isEqualTo(place.toString());
    byte[] model = Files.readAllBytes(place.resolve("model.safetensors"));
    try (Run run = TRAINING.out(folder.resolve("runs/bars-2")).start(DATA)) {
      run.fit();
    }
    assertThat(folder.resolve("runs/bars-2/model.safetensors")).hasBinaryContent(model);
  }

  @Test
  void leavesNothingWhereItCantStart() {
    Path place = folder.resolve("mine");
    Training training = TRAINING.network(Network.of(dense(3))).out(place);
    assertThatThrownBy(() -> training.start(DATA)).isInstanceOf(ShapeException.class);
    assertThat(place).doesNotExist();
  }

  @Test
  void stopsEarlyWithTheBestWeights() {
    Training training =
        TRAINING
            .steps(10_000)
            .reportEvery(20)
            .earlyStopping(EarlyStopping.after(3).monitor(Monitor.ACCURACY));
    Ear ear = fit(training);
    Stopped stopped = ear.of(Stopped.class).getFirst();
    assertThat(stopped.step()).isEqualTo(stopped.bestStep() + 60);
    assertThat(stopped.reason())
        .isEqualTo("no improvement on the validation images for 3 evaluations");
    List<Evaluated> valid =
        ear.of(Evaluated.class).stream()
            .filter(e -> e.split().equals(SplitName.VALID.key()))
            .toList();
    Evaluated best =
        valid.stream().filter(e -> e.step() == stopped.bestStep()).findFirst().orElseThrow();
    assertThat(valid.getLast().accuracy()).isEqualTo(best.accuracy());
    assertThat(valid.getLast().loss()).isEqualTo(best.loss());
  }

  @Test
  void lowersTheRateOnAPlateau() {
    Training training = TRAINING.schedule(new Plateau(Monitor.ACCURACY, 0.5, 1, 10)).steps(350);
    Ear ear = fit(training);
    assertThat(ear.of(RateLowered.class))
        .map(RateLowered::learningRate)
        .containsExactly((double) 0.1f, (double) 0.05f, (double) 0.025f);
    assertThat(ear.of(Progress.class))
        .map(Progress::learningRate)
        .containsExactly((double) 0.2f, (double) 0.2f, (double) 0.1f, (double) 0.05f);
  }

  @Test
  void needsValidationImagesToWatch() {
    Training training = TRAINING.earlyStopping(EarlyStopping.after(3));
    assertThatThrownBy(() -> training.start(Toys.bars(30, 0, 0)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("looks at validation images, and there are none");
  }

  @Test
  void goesWithoutValidationAndTest() {
    Ear ear = new Ear();
    try (Run run = TRAINING.steps(10).start(Toys.bars(30, 0, 0))) {
      Finished finished = run.fit(ear);
      assertThat(finished.testAccuracy()).isEmpty();
      assertThat(finished.validationAccuracy()).isEmpty();
    }
    assertThat(ear.types()).containsExactly("started", "progress", "finished");
  }

  @Test
  void refusesANetworkForOtherClasses() {
    Training training = TRAINING.network(Network.of(flatten(), dense(10)));
    assertThatThrownBy(() -> training.start(DATA))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            """
            add_bias at 'dense1/add_bias': the network has 10 outputs, the data has 3 classes
              x     f32[16, 10]  from matmul at 'dense1/matmul'
              bias  f32[10]      variable 'dense1/biases'
              fix   use dense(3) as the last layer\
            """);
  }

  @Test
  void refusesABatchLargerThanTheData() {
    assertThatThrownBy(() -> TRAINING.batch(301).start(DATA))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a batch of 301, a split of 300 images");
  }

  @Test
  void trainsOnce() {
    try (Run run = TRAINING.steps(1).start(DATA)) {
      run.fit();
      assertThatThrownBy(run::fit)
          .hasMessage("fit() was already called on this run; start another run");
    }
  }

  @Test
  void dropsWhileScoringOnlyWhenAsked() {
    Network thinned = Network.of(flatten(), dense(16), relu(), dropout().keep(0.3), dense(3));
    Training training = TRAINING.network(thinned).steps(200);
    double clean = testAccuracy(training);
    double dropped = testAccuracy(training.dropoutAtEvaluation(true));
    assertThat(clean).isGreaterThan(dropped);
  }

  private static double testAccuracy(Training training) {
    try (Run run = training.start(DATA)) {
      return run.fit().testAccuracy().orElseThrow();
    }
  }

  @Test
  void addsThePenaltyToTheLoss() {
    double without = fit(TRAINING.steps(1)).of(Progress.class).getFirst().loss();
    double with = fit(TRAINING.steps(1).l2(0.01)).of(Progress.class).getFirst().loss();
    assertThat(with).isGreaterThan(without + 0.05);
  }
}
