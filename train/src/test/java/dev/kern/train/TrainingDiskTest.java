package dev.kern.train;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.file.DataException;
import dev.kern.layer.Network;
import dev.kern.optimize.Optimizer;
import dev.kern.run.Engine;
import dev.kern.testing.DiskTrials;
import dev.kern.testing.SimulatedDisk;
import dev.kern.train.event.Event;
import dev.kern.train.event.Resumed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Runs on a disk of which any operation fails, and on one that loses power: a run that is started
/// again ends with the same bits, and whatever was complete before is still there.
@Tag("repeated")
final class TrainingDiskTest {
  /// Half as many come on top, while the run is resumed after one of these.
  private static final int POWER_FAILURES = 4 * DiskTrials.POWER_FAILURES;

  private static final Dataset DATA = Toys.bars(24, 12, 6);
  private static final Training TRAINING =
      Training.of(Network.of(flatten(), dense(3)).named("bars"))
          .engine(Engine.SCALAR)
          .optimizer(Optimizer.adam(0.05))
          .batch(4)
          .steps(12)
          .reportEvery(4)
          .checkpointEvery(3)
          .threads(1);

  private static final Map<String, byte[]> UNDISTURBED = undisturbedDisk().contents();

  private static SimulatedDisk undisturbedDisk() {
    SimulatedDisk disk = new SimulatedDisk();
    train(disk.folder());
    return disk;
  }

  /// What a user does: starts the run, or resumes it if it is there, with a log of its results.
  private static void train(Path folder) {
    Path place = folder.resolve("runs/bars-1");
    Path csv = folder.resolve("results.csv");
    boolean resumes = Files.exists(place);
    if (resumes && RunFolder.open(place).summary().finished().isPresent()) {
      return;
    }
    try (Run run = resumes ? Run.resume(place, DATA) : TRAINING.out(place).start(DATA);
        CsvLog log = Files.exists(csv) ? CsvLog.append(csv) : CsvLog.to(csv)) {
      run.fit(log);
    }
  }

  private static void isInKernsWords(Exception e) {
    assertThat(e)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("disk")
        .hasMessageContaining("\n  fix       ");
  }

  /// Starts the run again, and compares it with one that nothing has disturbed.
  private static void endsWell(SimulatedDisk disk, String trial) {
    train(disk.folder());
    disk.expectAllClosed();
    Path place = disk.folder().resolve("runs/bars-1");
    Map<String, byte[]> contents = disk.contents();
    if (hasLeftovers(disk)) { // those of a run that was made, and had nothing left to do
      TRAINING.outIn(disk.folder().resolve("runs")).start(DATA).close();
    }
    assertThat(hasLeftovers(disk)).as("%s, %s", trial, disk.files()).isFalse();
    for (String file : List.of("runs/bars-1/model.safetensors", "runs/bars-1/best.safetensors")) {
      assertThat(contents.get(file)).as(trial + ", " + file).isEqualTo(UNDISTURBED.get(file));
    }
    assertThat(RunFolder.open(place).summary().finished().isPresent()).as(trial).isTrue();
    assertThat(contents.get("results.csv"))
        .as(trial)
        .asString()
        .isEqualTo(new String(UNDISTURBED.get("results.csv"), UTF_8));
  }

  private static boolean hasLeftovers(SimulatedDisk disk) {
    return disk.files().stream().anyMatch(file -> file.contains(".tmp"));
  }

  /// What the log tells, without times and interruptions.
  private static void tellsAll(SimulatedDisk disk, List<String> expected, String trial) {
    assertThat(timeline(disk)).as(trial).isEqualTo(expected);
  }

  private static List<String> timeline(SimulatedDisk disk) {
    return RunFolder.open(disk.folder().resolve("runs/bars-1")).history().stream()
        .filter(event -> !(event instanceof Resumed))
        .map(Event::toString)
        .map(line -> line.replaceAll("(run|time|seconds|stepsPerSecond)=[^,\\]]*", ""))
        .toList();
  }

  private static SimulatedDisk interrupted() {
    SimulatedDisk disk = new SimulatedDisk();
    try (Run run = TRAINING.out(disk.folder().resolve("runs/bars-1")).start(DATA);
        CsvLog log = CsvLog.to(disk.folder().resolve("results.csv"))) {
      run.fit(log, new AfterStep(7, run::interrupt));
    } catch (InterruptedRunException e) {
      return disk;
    }
    throw new AssertionError("not interrupted");
  }

  private static void keepsWhatWasThere(SimulatedDisk disk, String trial) {
    Path place = disk.folder().resolve("runs/bars-1");
    Optional<CheckpointFolder.Newest> newest =
        RunFolder.open(place).checkpoints().newest(new ArrayList<>());
    assertThat(newest.orElseThrow().checkpoint().state().done())
        .as(trial)
        .isGreaterThanOrEqualTo(7);
    endsWell(disk, trial);
  }

  @Test
  void survivesFailedOperations(TestReporter reporter) throws Exception {
    int started =
        DiskTrials.failures(
            SimulatedDisk::new,
            TrainingDiskTest::train,
            TrainingDiskTest::isInKernsWords,
            TrainingDiskTest::endsWell);
    int resumed =
        DiskTrials.failures(
            TrainingDiskTest::interrupted,
            TrainingDiskTest::train,
            TrainingDiskTest::isInKernsWords,
            TrainingDiskTest::keepsWhatWasThere);
    reporter.publishEntry("failed operations", started + " + " + resumed);
    assertThat(started).isPositive();
    assertThat(resumed).isPositive();
  }

  @Test
  void survivesPowerFailures() throws Exception {
    List<String> expected = timeline(undisturbedDisk());
    List<SimulatedDisk> disks =
        DiskTrials.powerFailures(new SimulatedDisk(), TrainingDiskTest::train, POWER_FAILURES, 1);
    for (int i = 0; i < disks.size(); i++) {
      String trial = "power failure " + i;
      SimulatedDisk disk = disks.get(i);
      if (i % 2 == 0) { // it fails once more while the run is resumed
        disk = DiskTrials.powerFailures(disk, TrainingDiskTest::train, 1, i).getFirst();
      }
      endsWell(disk, trial);
      tellsAll(disk, expected, trial);
    }
  }

  @Test
  void isSafeWhenItHasEnded() throws Exception {
    SimulatedDisk disk = undisturbedDisk();
    for (int seed = 0; seed < 20; seed++) {
      Map<String, byte[]> contents = disk.afterPowerFailure(seed).contents();
      for (String file : List.of("model.safetensors", "best.safetensors", "events.jsonl")) {
        String path = "runs/bars-1/" + file;
        assertThat(contents.get(path)).as(file).isEqualTo(disk.contents().get(path));
      }
    }
  }
}
