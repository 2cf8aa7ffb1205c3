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

/// Runs on a disk of which any operation fails, and on one that loses power: a run that is started
/// again ends with the same bits, and whatever was complete before is still there.
final class FailingDiskTest {
  private static final int POWER_FAILURES = Integer.getInteger("power", 40);
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

  private static final Map<String, byte[]> UNDISTURBED = undisturbed();

  private static Map<String, byte[]> undisturbed() {
    SimulatedDisk disk = new SimulatedDisk();
    train(disk.folder());
    return disk.contents();
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
  }

  private static boolean hasLeftovers(SimulatedDisk disk) {
    return disk.files().stream().anyMatch(file -> file.contains(".tmp"));
  }

  /// What the log and the CSV file tell, without times and interruptions.
  private static void tellsAll(SimulatedDisk disk, String trial) {
    Map<String, byte[]> contents = disk.contents();
    assertThat(new String(contents.get("results.csv"), UTF_8))
        .as(trial)
        .isEqualTo(new String(UNDISTURBED.get("results.csv"), UTF_8));
    SimulatedDisk whole = new SimulatedDisk();
    train(whole.folder());
    assertThat(timeline(disk)).as(trial).isEqualTo(timeline(whole));
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
    try (Run run = TRAINING.out(disk.folder().resolve("runs/bars-1")).start(DATA)) {
      run.fit(
          new Listener() {
            @Override
            public void on(Event event) {}

            @Override
            public void step(long done, long steps) {
              if (done == 7) {
                run.interrupt();
              }
            }
          });
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
  void survivesFailedOperations() throws Exception {
    int trials = failures(11);
    assertThat(trials).isGreaterThan(50);
  }

  @Test
  @Tag("slow")
  void survivesEveryFailedOperation() throws Exception {
    int trials = failures(1);
    System.out.println(trials + " failures of the disk under training");
    assertThat(trials).isGreaterThan(1_000);
  }

  private static int failures(int stride) throws Exception {
    return DiskTrials.failures(
            SimulatedDisk::new,
            FailingDiskTest::train,
            stride,
            FailingDiskTest::isInKernsWords,
            FailingDiskTest::endsWell)
        + DiskTrials.failures(
            FailingDiskTest::interrupted,
            FailingDiskTest::train,
            stride,
            FailingDiskTest::isInKernsWords,
            FailingDiskTest::keepsWhatWasThere);
  }

  @Test
  void survivesPowerFailures() throws Exception {
    List<SimulatedDisk> disks =
        DiskTrials.powerFailures(new SimulatedDisk(), FailingDiskTest::train, POWER_FAILURES, 1);
    for (int i = 0; i < disks.size(); i++) {
      String trial = "power failure " + i;
      endsWell(disks.get(i), trial);
      tellsAll(disks.get(i), trial);
    }
  }
}
