package dev.kern.glyph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.SplitName;
import dev.kern.data.file.DataException;
import dev.kern.testing.DiskTrials;
import dev.kern.testing.SimulatedDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// A folder of rendered letters is whole or absent, whatever fails.
@Tag("repeated")
final class GlyphDiskTest {
  private static final String NAME = "letters";

  private static Glyphs glyphs() {
    Map<SplitName, Glyphs.Images> splits = new EnumMap<>(SplitName.class);
    for (SplitName split : SplitName.values()) {
      byte[] pixels = new byte[3 * GlyphCrop.SIDE * GlyphCrop.SIDE];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (i * i / 7);
      }
      splits.put(split, new Glyphs.Images(pixels, new byte[] {0, 1, 0}));
    }
    return new Glyphs(
        List.of("A", "B"),
        splits,
        List.of(new Glyphs.Family("Plain", SplitName.TRAIN, 1, 3)),
        new Glyphs.LeftOut(0, 0, 0, 0));
  }

  private static void write(Path folder) {
    Path letters = folder.resolve(NAME);
    if (!Files.exists(letters)) {
      GlyphFiles.write(glyphs(), letters);
    }
  }

  private static Map<String, byte[]> whole() {
    SimulatedDisk disk = new SimulatedDisk();
    write(disk.folder());
    return disk.contents();
  }

  private static DiskTrials.Check isWhole() {
    Map<String, byte[]> expected = whole();
    return (disk, trial) -> {
      Map<String, byte[]> there = disk.contents();
      there.keySet().removeIf(file -> !file.startsWith(NAME));
      assertThat(there.keySet()).as(trial).isIn(expected.keySet(), Set.of());
      there.forEach((file, bytes) -> assertThat(bytes).as(trial).isEqualTo(expected.get(file)));
      write(disk.folder());
      disk.expectAllClosed();
      Map<String, byte[]> again = disk.contents();
      again.keySet().removeIf(file -> !file.startsWith(NAME));
      assertThat(SimulatedDisk.same(again, expected)).as(trial).isTrue();
    };
  }

  @Test
  void survivesFailedOperations(TestReporter reporter) throws Exception {
    int trials =
        DiskTrials.failures(
            SimulatedDisk::new,
            GlyphDiskTest::write,
            e ->
                assertThat(e)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("\n  fix       "),
            isWhole());
    reporter.publishEntry("failed operations", Integer.toString(trials));
    assertThat(trials).isPositive();
  }

  @Test
  void survivesPowerFailures() throws Exception {
    List<SimulatedDisk> disks =
        DiskTrials.powerFailures(
            new SimulatedDisk(), GlyphDiskTest::write, DiskTrials.POWER_FAILURES, 1);
    assertThat(SimulatedDisk.same(disks.getLast().contents(), whole())).isTrue();
    for (int i = 0; i < disks.size(); i++) {
      isWhole().on(disks.get(i), "power failure " + i);
    }
  }
}
