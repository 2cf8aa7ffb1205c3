package dev.kern.onnx;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.file.DataException;
import dev.kern.data.format.Datasets;
import dev.kern.layer.Network;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import dev.kern.testing.DiskTrials;
import dev.kern.testing.Fixtures;
import dev.kern.testing.SimulatedDisk;
import dev.kern.train.Run;
import dev.kern.train.Training;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Models that are saved over older ones on a disk of which any operation fails, or which loses
/// power: each file is the old one or the new one.
@Tag("repeated")
final class OnnxDiskTest {
  private static final List<String> NAMES = List.of("m.safetensors", "m.onnx", "network.json");
  private static final Dataset DATA = Datasets.open(Fixtures.letters());

  private Map<String, byte[]> older;
  private Map<String, byte[]> newer;

  private static TrainedModel model(long seed) {
    Training training =
        Training.of(Network.of(flatten(), dense(DATA.classes())).named("linear"))
            .engine(Engine.SCALAR)
            .threads(1)
            .seed(seed)
            .batch(2)
            .steps(2);
    try (Run run = training.start(DATA)) {
      return run.trained();
    }
  }

  private static DiskTrials.Program saving(long seed) {
    TrainedModel model = model(seed);
    return folder -> {
      model.write(folder.resolve(NAMES.get(0)));
      OnnxExport.write(model, folder.resolve(NAMES.get(1)));
      model.model().file().write(folder.resolve(NAMES.get(2)));
    };
  }

  private static SimulatedDisk disk(long seed) throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    saving(seed).run(disk.folder());
    return disk;
  }

  @BeforeEach
  void save() throws Exception {
    older = disk(1).contents();
    newer = disk(2).contents();
  }

  private static void isInKernsWords(Exception e) {
    assertThat(e)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("disk")
        .hasMessageContaining("\n  fix       ");
  }

  private DiskTrials.Check isOldOrNew(DiskTrials.Program saving) {
    return (disk, trial) -> {
      Map<String, byte[]> there = disk.contents();
      for (String name : NAMES) {
        assertThat(there.get(name)).as(trial).isIn(older.get(name), newer.get(name));
      }
      saving.run(disk.folder());
      disk.expectAllClosed();
      assertThat(SimulatedDisk.same(disk.contents(), newer)).as(trial + disk.files()).isTrue();
    };
  }

  @Test
  void survivesFailedOperations(TestReporter reporter) throws Exception {
    DiskTrials.Program saving = saving(2);
    SimulatedDisk old = disk(1);
    int trials =
        DiskTrials.failures(old::copy, saving, OnnxDiskTest::isInKernsWords, isOldOrNew(saving));
    reporter.publishEntry("failed operations", Integer.toString(trials));
    assertThat(trials).isPositive();
  }

  @Test
  void survivesPowerFailures() throws Exception {
    DiskTrials.Program saving = saving(2);
    List<SimulatedDisk> disks =
        DiskTrials.powerFailures(disk(1), saving, DiskTrials.POWER_FAILURES, 1);
    for (int i = 0; i < disks.size(); i++) {
      isOldOrNew(saving).on(disks.get(i), "power failure " + i);
    }
  }
}
