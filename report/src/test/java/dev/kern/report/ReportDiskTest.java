package dev.kern.report;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.DataException;
import dev.kern.layer.Network;
import dev.kern.report.tensorboard.TensorBoardLog;
import dev.kern.testing.DiskTrials;
import dev.kern.testing.SimulatedDisk;
import dev.kern.train.Run;
import dev.kern.train.RunFolder;
import dev.kern.train.Training;
import dev.kern.train.event.Progress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What is drawn of a run never costs anything of the run, whatever fails.
@Tag("repeated")
final class ReportDiskTest {
  private static final Dataset DATA = BarImages.of("bars", BarImages.SHAPE, "lying", "standing");
  private static final String RUN = "run";
  private static final List<String> DRAWN = List.of("run/report.html", "run/plots/");

  private static SimulatedDisk trained;
  private static Map<String, byte[]> reported;

  @BeforeAll
  static void train() {
    trained = new SimulatedDisk();
    Training training =
        Training.of(Network.of(flatten(), dense(2)).named("tiny")).steps(4).threads(1);
    try (Run run = training.out(trained.folder().resolve(RUN)).start(DATA)) {
      run.fit();
    }
    SimulatedDisk disk = trained.copy();
    report(disk.folder());
    reported = disk.contents();
  }

  private static void report(Path folder) {
    Report report = Report.of(RunFolder.open(folder.resolve(RUN)), DATA);
    report.writePage();
    report.writePlots();
  }

  private static boolean isDrawn(String file) {
    return DRAWN.stream().anyMatch(file::startsWith);
  }

  /// A page and plots that are there are whole, the run is as it was, and another try ends as if
  /// nothing had failed.
  private static void isWhole(SimulatedDisk disk, String trial) {
    Map<String, byte[]> there = disk.contents();
    reported.forEach(
        (file, bytes) -> {
          if (!isDrawn(file) || there.containsKey(file)) {
            assertThat(there.get(file)).as(trial + ", " + file).isEqualTo(bytes);
          }
        });
    report(disk.folder());
    disk.expectAllClosed();
    assertThat(SimulatedDisk.same(disk.contents(), reported)).as(trial + disk.files()).isTrue();
  }

  private static void isInKernsWords(Exception e) {
    assertThat(e)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("disk")
        .hasMessageContaining("\n  fix       ");
  }

  @Test
  void survivesFailedOperations() throws Exception {
    int trials =
        DiskTrials.failures(
            trained::copy,
            ReportDiskTest::report,
            ReportDiskTest::isInKernsWords,
            ReportDiskTest::isWhole);
    assertThat(trials).isPositive();
  }

  @Test
  void survivesPowerFailures() throws Exception {
    List<SimulatedDisk> disks =
        DiskTrials.powerFailures(
            trained.copy(), ReportDiskTest::report, DiskTrials.POWER_FAILURES, 1);
    for (int i = 0; i < disks.size(); i++) {
      isWhole(disks.get(i), "power failure " + i);
    }
  }

  /// TensorBoard reads records as far as they are whole; an older file is never touched again.
  @Test
  void curvesForTensorBoardFailInWords() throws Exception {
    String older = "events.out.tfevents.1";
    SimulatedDisk board = new SimulatedDisk();
    AtomicOutput.replace(board.folder().resolve(older), "older");
    int trials =
        DiskTrials.failures(
            board::copy,
            folder -> {
              try (TensorBoardLog log = TensorBoardLog.in(folder)) {
                log.on(new Progress(0, 2.5, 0.0625, 0.05, 0.5, 10));
                log.on(new Progress(1, 2.5, 0.0625, 0.05, 0.5, 10));
              }
            },
            ReportDiskTest::isInKernsWords,
            (disk, trial) ->
                assertThat(disk.contents().get(older))
                    .as(trial)
                    .isEqualTo("older".getBytes(StandardCharsets.UTF_8)));
    assertThat(trials).isPositive();
  }
}
