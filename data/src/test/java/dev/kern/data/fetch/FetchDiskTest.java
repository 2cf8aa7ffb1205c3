package dev.kern.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.TestFiles;
import dev.kern.data.fetch.Publication.PublishedFile;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.DataException;
import dev.kern.testing.DiskTrials;
import dev.kern.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Downloads to a disk of which any operation fails, and to one that loses power: the same command
/// goes on, and its file is the published one or not there.
@Tag("repeated")
final class FetchDiskTest {
  private static final byte[] LETTERS = TestFiles.bytes(TestFiles.resource("fixture/npz"));
  private static final String NAME = "letters.tar.gz";

  private Server server;

  @BeforeEach
  void serve() throws IOException {
    server = new Server((_, from, out) -> Server.whole(LETTERS, from, out));
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  /// Fetches without opening what came: zip archives are read by the system's own files alone.
  private DiskTrials.Program fetch(boolean checked) {
    Optional<String> sum = checked ? Optional.of(Checksum.of(LETTERS)) : Optional.empty();
    PublishedFile file = new PublishedFile(NAME, LETTERS.length, sum);
    return folder -> {
      try (Download download = new Download(Duration.ofSeconds(60), (_, _, _) -> {})) {
        download.fetch(server.address(), file, folder);
      }
    };
  }

  private static void isInKernsWords(Exception e) {
    assertThat(e).isInstanceOf(DataException.class).hasMessageContaining("\n  fix       ");
  }

  private static DiskTrials.Check goesOn(DiskTrials.Program fetch) {
    return (disk, trial) -> {
      byte[] there = disk.contents().getOrDefault(NAME, LETTERS);
      assertThat(there).as(trial).isEqualTo(LETTERS);
      fetch.run(disk.folder());
      disk.expectAllClosed();
      assertThat(disk.files()).as(trial).containsExactly(NAME);
      assertThat(disk.contents().get(NAME)).as(trial).isEqualTo(LETTERS);
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void survivesFailedOperations(boolean checked, TestReporter reporter) throws Exception {
    DiskTrials.Program fetch = fetch(checked);
    int trials =
        DiskTrials.failures(
            SimulatedDisk::new, fetch, FetchDiskTest::isInKernsWords, goesOn(fetch));
    reporter.publishEntry("failed operations", Integer.toString(trials));
    assertThat(trials).isPositive();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void survivesPowerFailures(boolean checked) throws Exception {
    DiskTrials.Program fetch = fetch(checked);
    List<SimulatedDisk> disks =
        DiskTrials.powerFailures(new SimulatedDisk(), fetch, DiskTrials.POWER_FAILURES, 1);
    assertThat(disks.getLast().contents().get(NAME)).isEqualTo(LETTERS);
    for (int i = 0; i < disks.size(); i++) {
      goesOn(fetch).on(disks.get(i), "power failure " + i);
    }
  }

  /// The folder is made before anything is fetched, and survives too.
  @Test
  void foldersAreSafeOnceTheyAreMade() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    Path folder = disk.folder().resolve("datasets/letters");
    AtomicOutput.createFolders(folder);
    for (int seed = 0; seed < 20; seed++) {
      assertThat(disk.afterPowerFailure(seed).files())
          .containsExactly("datasets/", "datasets/letters/");
    }
  }
}
