package dev.kern.train;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.data.SplitName;
import dev.kern.data.file.DataException;
import dev.kern.graph.RateSchedule;
import dev.kern.layer.Network;
import dev.kern.model.Evaluation;
import dev.kern.model.Evaluator;
import dev.kern.model.TrainedModel;
import dev.kern.optimize.EarlyStopping;
import dev.kern.optimize.Monitor;
import dev.kern.run.Engine;
import dev.kern.train.event.Epoch;
import dev.kern.train.event.Evaluated;
import dev.kern.train.event.Event;
import dev.kern.train.event.Finished;
import dev.kern.train.event.Progress;
import dev.kern.train.event.Stopped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What listeners hear of epochs, how one stops a run, the CSV log, and the best network.
final class ListenerTest {
  private static final Dataset DATA = Toys.bars(60, 30, 20);
  private static final Network NETWORK =
      Network.of(flatten(), dense(16), relu(), dense(3)).named("bars");

  /// Six steps per epoch.
  private static final Training TRAINING =
      Training.of(NETWORK).optimizer(sgd(0.1)).batch(10).epochs(3).reportEvery(1).threads(1);

  @TempDir Path folder;

  /// Keeps what it hears, in order.
  private static final class Ear implements Listener {
    final List<Event> events = new ArrayList<>();
    final List<Epoch> epochs = new ArrayList<>();

    @Override
    public void on(Event event) {
      events.add(event);
    }

    @Override
    public void epoch(Epoch epoch) {
      epochs.add(epoch);
    }

    <T> List<T> of(Class<T> type) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
  }

  @Test
  void hearsOfEachEpochWithItsMeans() {
    Ear ear = new Ear();
    try (Run run = TRAINING.start(DATA)) {
      run.fit(ear);
    }
    assertThat(ear.epochs).map(Epoch::epoch).containsExactly(1L, 2L, 3L);
    assertThat(ear.epochs).map(Epoch::step).containsExactly(5L, 11L, 17L);
    List<Progress> reports = ear.of(Progress.class);
    for (int e = 0; e < 3; e++) {
      List<Progress> own = reports.subList(6 * e, 6 * e + 6);
      Epoch epoch = ear.epochs.get(e);
      assertThat(epoch.loss())
          .isCloseTo(
              own.stream().mapToDouble(Progress::loss).average().orElseThrow(), within(1e-9));
      assertThat(epoch.minibatchAccuracy())
          .isCloseTo(
              own.stream().mapToDouble(Progress::minibatchAccuracy).average().orElseThrow(),
              within(1e-9));
      Evaluated valid = ear.of(Evaluated.class).get(6 * e + 5);
      assertThat(epoch.validationLoss()).hasValue(valid.loss());
      assertThat(epoch.validationAccuracy()).hasValue(valid.accuracy());
    }
    assertThat(ear.of(Epoch.class)).as("events, unless the run reports by epochs").isEmpty();
  }

  @Test
  void hearsOfEpochsThatWereNotEvaluated() {
    Ear ear = new Ear();
    try (Run run = TRAINING.batch(16).reportEvery(1000).start(DATA)) {
      run.fit(ear);
    }
    assertThat(ear.epochs).map(Epoch::step).containsExactly(3L, 7L, 11L);
    assertThat(ear.epochs).allMatch(epoch -> epoch.validationLoss().isEmpty());
  }

  @Test
  void reportsByEpochsWhereAsked() {
    Path place = folder.resolve("run");
    Ear ear = new Ear();
    try (Run run = TRAINING.reportEachEpoch(true).out(place).start(DATA)) {
      run.fit(ear);
    }
    assertThat(ear.events)
        .map(Event::type)
        .containsSequence("started", "progress", "evaluated", "epoch", "progress", "evaluated");
    assertThat(ear.of(Progress.class)).map(Progress::step).containsExactly(5L, 11L, 17L);
    assertThat(ear.of(Epoch.class)).isEqualTo(ear.epochs).hasSize(3);
    assertThat(RunFolder.open(place).history()).isEqualTo(ear.events);
  }

  @Test
  void resumedRunHearsTheSameOfItsEpochs() {
    Training training = TRAINING.reportEvery(4).checkpointEvery(3).out(folder.resolve("whole"));
    Ear whole = new Ear();
    try (Run run = training.start(DATA)) {
      run.fit(whole);
    }
    Path place = folder.resolve("parts");
    Ear parts = new Ear();
    try (Run run = training.out(place).start(DATA)) {
      assertThatThrownBy(() -> run.fit(parts, new AfterStep(9, run::interrupt)))
          .isInstanceOf(InterruptedRunException.class);
    }
    try (Run run = Run.resume(place, DATA)) {
      run.fit(parts);
    }
    assertThat(parts.epochs).isEqualTo(whole.epochs);
  }

  /// Stops at the third evaluation.
  private static Ear stopped(Training training, Path place) {
    Ear ear = new Ear();
    try (Run run = training.out(place).start(DATA)) {
      run.fit(
          ear,
          event -> {
            if (event instanceof Evaluated score && score.step() == 8) {
              run.stop("seen enough");
              run.stop("never heard");
            }
          });
      assertThat(TrainedModel.read(place)).isEqualTo(run.trained());
    }
    return ear;
  }

  @Test
  void stopsARunWell() throws IOException {
    Path place = folder.resolve("one");
    Ear ear = stopped(TRAINING.reportEvery(4), place);
    assertThat(ear.of(Stopped.class)).containsExactly(new Stopped(8, "seen enough", 8));
    Finished finished = ear.of(Finished.class).getFirst();
    assertThat(finished.steps()).isEqualTo(9);
    assertThat(finished.testAccuracy()).isPresent();
    assertThatThrownBy(() -> Run.resume(place, DATA))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("this run has finished");
    for (int threads = 2; threads <= 3; threads++) {
      Path other = folder.resolve("with-" + threads);
      stopped(TRAINING.reportEvery(4).threads(threads), other);
      assertThat(other.resolve("model.safetensors"))
          .hasBinaryContent(Files.readAllBytes(place.resolve("model.safetensors")));
    }
  }

  @Test
  void stoppedRunKeepsTheBestWeightsThatEarlyStoppingWatches() {
    Training training =
        TRAINING.reportEvery(2).earlyStopping(new EarlyStopping(Monitor.ACCURACY, 50, 5, true));
    Ear ear = stopped(training, folder.resolve("run"));
    assertThat(ear.of(Stopped.class)).containsExactly(new Stopped(8, "seen enough", 0));
    List<Evaluated> valid =
        ear.of(Evaluated.class).stream().filter(score -> score.split().equals("valid")).toList();
    assertThat(valid.getLast().step()).isEqualTo(9);
    assertThat(valid.getLast().loss()).isEqualTo(valid.getFirst().loss());
    assertThat(valid.get(1).loss()).isNotEqualTo(valid.getFirst().loss());
  }

  @Test
  void anotherThreadStopsARun() throws InterruptedException {
    Ear ear = new Ear();
    try (Run run = TRAINING.epochs(1_000_000).reportEvery(1000).start(DATA)) {
      Thread other = Thread.ofPlatform().start(() -> run.stop("time is up"));
      Finished finished = run.fit(ear);
      other.join();
      assertThat(finished.steps()).isLessThan(6_000_000);
      assertThat(ear.of(Stopped.class)).map(Stopped::reason).containsExactly("time is up");
      assertThatThrownBy(() -> run.stop(" "))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("stop: the reason is blank");
    }
  }

  @Test
  void stopInTheLastStepChangesNothing() {
    Ear ear = new Ear();
    try (Run run = TRAINING.steps(9).reportEvery(4).start(DATA)) {
      run.fit(
          ear,
          event -> {
            if (event instanceof Evaluated score && score.step() == 8) {
              run.stop("too late");
            }
          });
    }
    assertThat(ear.of(Stopped.class)).isEmpty();
  }

  /// What each step and each evaluation tells beside the events.
  private static final class Meter implements Listener {
    final List<Double> losses = new ArrayList<>();
    final List<Double> accuracies = new ArrayList<>();
    final List<Double> rates = new ArrayList<>();
    final List<String> order = new ArrayList<>();

    @Override
    public void on(Event event) {
      order.add(event.type());
    }

    @Override
    public void measured(long step, double loss, int correct, double learningRate) {
      assertThat(step).isEqualTo(losses.size());
      losses.add(loss);
      accuracies.add(correct / 10.0);
      rates.add(learningRate);
      order.add("measured");
    }

    @Override
    public void evaluated(SplitName split, Evaluation evaluation) {
      order.add(split.key() + " " + evaluation.count());
    }
  }

  @Test
  void hearsWhatEachStepMeasured() {
    Meter meter = new Meter();
    Ear ear = new Ear();
    try (Run run = TRAINING.schedule(RateSchedule.cosine()).start(DATA)) {
      run.fit(ear, meter);
    }
    List<Progress> reports = ear.of(Progress.class);
    assertThat(meter.losses).isEqualTo(reports.stream().map(Progress::loss).toList());
    assertThat(meter.rates).isEqualTo(reports.stream().map(Progress::learningRate).toList());
    assertThat(meter.accuracies)
        .isEqualTo(reports.stream().map(Progress::minibatchAccuracy).toList());
    assertThat(meter.order)
        .startsWith("started", "measured", "progress", "evaluated", "valid 30", "measured")
        .endsWith("evaluated", "valid 30", "evaluated", "test 20", "finished");
  }

  @Test
  void pauseKeepsACheckpointAndChangesNoBit() throws Exception {
    Path whole = folder.resolve("whole");
    Path paused = folder.resolve("paused");
    try (Run run = TRAINING.out(whole).start(DATA)) {
      run.fit();
    }
    List<String> heard = new ArrayList<>();
    CountDownLatch begun = new CountDownLatch(1);
    try (Run run = TRAINING.out(paused).start(DATA)) {
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      begun.await();
                      assertThat(paused.resolve("checkpoints")).isNotEmptyDirectory();
                      Thread.sleep(300);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    run.unpause();
                  });
      Finished finished =
          run.fit(
              new Listener() {
                @Override
                public void on(Event event) {}

                @Override
                public void step(long done, long steps) {
                  if (done == 7) {
                    run.pause();
                  }
                }

                @Override
                public void paused(boolean pauses, long done) {
                  heard.add(pauses + " " + done);
                  begun.countDown();
                }
              });
      other.join();
      assertThat(finished.seconds()).as("the pause doesn't count").isLessThan(5);
    }
    assertThat(heard).containsExactly("true 7", "false 7");
    assertThat(paused.resolve("model.safetensors"))
        .hasBinaryContent(Files.readAllBytes(whole.resolve("model.safetensors")));
  }

  @Test
  void pausedRunCanBeInterruptedAndStopped() {
    for (boolean stops : List.of(true, false)) {
      Path place = folder.resolve("stops-" + stops);
      try (Run run = TRAINING.out(place).start(DATA)) {
        Listener ending =
            new Listener() {
              @Override
              public void on(Event event) {}

              @Override
              public void step(long done, long steps) {
                run.pause();
              }

              @Override
              public void paused(boolean pauses, long done) {
                if (!pauses) {
                  return;
                }
                if (stops) {
                  run.stop("enough");
                } else {
                  run.interrupt();
                }
              }
            };
        if (stops) {
          assertThat(run.fit(ending).steps()).isEqualTo(2);
        } else {
          assertThatThrownBy(() -> run.fit(ending)).isInstanceOf(InterruptedRunException.class);
        }
      }
    }
    try (Run run = Run.resume(folder.resolve("stops-false"), DATA)) {
      assertThat(run.fit().steps()).isEqualTo(18);
    }
  }

  @Test
  void listenerScoresImagesOnTheWay() {
    List<Double> own = new ArrayList<>();
    Ear ear = new Ear();
    try (Run run = TRAINING.start(DATA)) {
      run.fit(
          ear,
          event -> {
            if (event instanceof Evaluated score && score.split().equals("valid")) {
              own.add(run.evaluate(DATA.valid()).loss());
            }
          });
      assertThat(run.evaluate(DATA.valid()).loss()).isEqualTo(own.getLast());
    }
    assertThat(own)
        .isEqualTo(
            ear.of(Evaluated.class).stream()
                .filter(score -> score.split().equals("valid"))
                .map(Evaluated::loss)
                .toList());
  }

  @Test
  void writesResultsAsCsv() throws IOException {
    Path csv = folder.resolve("results.csv");
    Ear ear = new Ear();
    try (Run run = TRAINING.reportEvery(100).epochs(1).start(DATA);
        CsvLog log = CsvLog.to(csv)) {
      assertThat(csv).doesNotExist();
      run.fit(ear, log);
    }
    List<Evaluated> scores = ear.of(Evaluated.class);
    Epoch epoch = ear.epochs.getFirst();
    assertThat(csv)
        .hasContent(
            """
            step,epoch,part,loss,accuracy
            0,,valid,%s,%s
            5,1,train,%s,%s
            6,,valid,%s,%s
            6,,test,%s,%s
            """
                .formatted(
                    scores.get(0).loss(),
                    scores.get(0).accuracy(),
                    epoch.loss(),
                    epoch.minibatchAccuracy(),
                    scores.get(1).loss(),
                    scores.get(1).accuracy(),
                    scores.get(2).loss(),
                    scores.get(2).accuracy()));
    assertThatThrownBy(() -> CsvLog.to(csv))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("already exists");
  }

  @Test
  void csvOfAResumedRunHasEachStepOnce() throws IOException {
    Path csv = folder.resolve("results.csv");
    Path whole = folder.resolve("whole.csv");
    Training training = TRAINING.reportEvery(4).checkpointEvery(5);
    try (Run run = training.start(DATA);
        CsvLog log = CsvLog.to(whole)) {
      run.fit(log);
    }
    Path place = folder.resolve("run");
    try (Run run = training.out(place).start(DATA);
        CsvLog log = CsvLog.to(csv)) {
      assertThatThrownBy(
              () ->
                  run.fit(
                      log,
                      event -> {
                        if (event instanceof Evaluated score && score.step() == 8) {
                          throw new IllegalStateException("killed");
                        }
                      }))
          .hasMessage("killed");
    }
    Files.writeString(csv, "8,,val", StandardOpenOption.APPEND);
    try (Run run = Run.resume(place, DATA);
        CsvLog log = CsvLog.append(csv)) {
      run.fit(log);
    }
    assertThat(csv).hasSameTextualContentAs(whole);
    Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n");
    assertThatThrownBy(() -> CsvLog.append(other))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not a CSV log of a Kern run");
  }

  @Test
  void keepsTheBestNetworkByTheResultThatIsNamed() {
    Training training = TRAINING.optimizer(sgd(1.2)).epochs(10);
    for (Monitor monitor :
        List.of(Monitor.LOSS, Monitor.ACCURACY, Monitor.of("f1"), Monitor.lowest("f1"))) {
      Path place = folder.resolve(monitor + "-" + monitor.higherIsBetter());
      try (Run run = training.keepBest(monitor).out(place).start(DATA)) {
        List<Double> scores = new ArrayList<>();
        run.fit(
            event -> {
              if (event instanceof Evaluated score && score.split().equals("valid")) {
                scores.add(monitor.score(run.evaluate(DATA.valid()).results()));
              }
            });
        try (Evaluator best =
            Evaluator.open(
                TrainedModel.read(place.resolve("best.safetensors")), Engine.VECTOR, 1)) {
          assertThat(monitor.score(best.evaluate(DATA.valid()).results()))
              .isEqualTo(scores.stream().mapToDouble(x -> x).max().orElseThrow());
        }
      }
    }
  }

  @Test
  void saysWhichResultsCanBeWatched() {
    assertThatThrownBy(() -> TRAINING.keepBest(Monitor.of("top5")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown validation result 'top5';"
                + " expected one of loss, accuracy, precision, recall, f1");
  }
}
