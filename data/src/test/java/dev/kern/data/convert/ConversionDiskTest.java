package dev.kern.data.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Conversions to a disk of which any operation fails, and to one that loses power: what is there
/// under its final name is whole, and the conversion can be done again.
@Tag("repeated")
final class ConversionDiskTest {
  static Stream<Arguments> targets() {
    return Stream.of(
        Arguments.of(OutputFormat.SHARDS, "shards"),
        Arguments.of(OutputFormat.NPZ, "a.npz"),
        Arguments.of(OutputFormat.NPY, "npy"),
        Arguments.of(OutputFormat.IDX, "idx"),
        Arguments.of(OutputFormat.PICKLE, "a.pickle"),
        Arguments.of(OutputFormat.PICKLE, "a.pickle.gz"),
        Arguments.of(OutputFormat.CIFAR, "cifar"),
        Arguments.of(OutputFormat.CSV, "csv"),
        Arguments.of(OutputFormat.FOLDER, "images"),
        Arguments.of(OutputFormat.FOLDER, "a.zip"),
        Arguments.of(OutputFormat.FOLDER, "a.tar"),
        Arguments.of(OutputFormat.FOLDER, "a.tgz"));
  }

  /// Three images per part: of 2 x 2 grey pixels, or for CIFAR of 32 x 32 in colour.
  private static Dataset data(OutputFormat target) {
    ImageShape shape =
        target == OutputFormat.CIFAR ? new ImageShape(32, 32, 3) : new ImageShape(2, 2, 1);
    Map<SplitName, Split> parts = new EnumMap<>(SplitName.class);
    for (SplitName part : SplitName.values()) {
      float[] pixels = new float[3 * shape.size()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = Normalization.COURSE.apply((7 * i + part.key().length()) % 256);
      }
      parts.put(part, Split.of(shape, pixels, new int[] {1, 0, 1}));
    }
    int classes = target == OutputFormat.CIFAR ? 10 : 2;
    List<String> names = IntStream.range(0, classes).mapToObj(i -> "class" + i).toList();
    return Dataset.of(names, parts, Normalization.COURSE, Provenance.ofProgram("made"));
  }

  private static DiskTrials.Program conversion(OutputFormat target, String name) {
    Dataset data = data(target);
    return folder -> {
      Path out = folder.resolve(name);
      if (!Files.exists(out)) {
        Conversion.usual().shardBytes(30).write(data, target, out);
      }
    };
  }

  private static Map<String, byte[]> whole(DiskTrials.Program conversion) throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    conversion.run(disk.folder());
    return disk.contents();
  }

  private static void isInKernsWords(Exception e) {
    assertThat(e)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("disk")
        .hasMessageContaining("\n  fix       ");
  }

  /// Whether what stands under the final name is whole or absent, now and after another try.
  private static DiskTrials.Check isWhole(
      DiskTrials.Program conversion, Map<String, byte[]> expected, String name) {
    return (disk, trial) -> {
      Map<String, byte[]> there = disk.contents();
      there.keySet().removeIf(file -> !file.startsWith(name));
      assertThat(there.keySet()).as(trial).isIn(expected.keySet(), Set.of());
      there.forEach((file, bytes) -> assertThat(bytes).as(trial).isEqualTo(expected.get(file)));
      conversion.run(disk.folder());
      disk.expectAllClosed();
      Conversion.usual()
          .write(data(OutputFormat.NPY), OutputFormat.NPY, disk.folder().resolve("next"));
      Map<String, byte[]> all = disk.contents();
      all.keySet().removeIf(file -> file.startsWith("next/"));
      assertThat(SimulatedDisk.same(all, expected)).as(trial + disk.files()).isTrue();
    };
  }

  @ParameterizedTest
  @MethodSource("targets")
  void survivesFailedOperations(OutputFormat target, String name, TestReporter reporter)
      throws Exception {
    DiskTrials.Program conversion = conversion(target, name);
    Map<String, byte[]> expected = whole(conversion);
    int trials =
        DiskTrials.failures(
            SimulatedDisk::new,
            conversion,
            ConversionDiskTest::isInKernsWords,
            isWhole(conversion, expected, name));
    reporter.publishEntry("failed operations", Integer.toString(trials));
    assertThat(trials).isPositive();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void survivesPowerFailures(OutputFormat target, String name) throws Exception {
    DiskTrials.Program conversion = conversion(target, name);
    Map<String, byte[]> expected = whole(conversion);
    DiskTrials.Check check = isWhole(conversion, expected, name);
    List<SimulatedDisk> disks =
        DiskTrials.powerFailures(new SimulatedDisk(), conversion, DiskTrials.POWER_FAILURES, 1);
    // The conversion had returned before the last one.
    assertThat(SimulatedDisk.same(disks.getLast().contents(), expected)).isTrue();
    for (int i = 0; i < disks.size(); i++) {
      check.on(disks.get(i), "power failure " + i);
    }
  }

  /// Not even a disk that can't tell whether there is something loses it.
  @ParameterizedTest
  @MethodSource("targets")
  void neverReplacesWhatIsThere(OutputFormat target, String name) throws Exception {
    byte[] mine = {1, 2, 3};
    Dataset data = data(target);
    SimulatedDisk disk = new SimulatedDisk();
    Files.write(disk.folder().resolve(name), mine);
    int trials =
        DiskTrials.failures(
            disk::copy,
            folder -> Conversion.usual().write(data, target, folder.resolve(name)),
            ConversionDiskTest::isInKernsWords,
            (after, trial) -> {
              assertThat(after.files()).as(trial).containsExactly(name);
              assertThat(after.contents().get(name)).as(trial).isEqualTo(mine);
            });
    assertThat(trials).isPositive();
  }
}
