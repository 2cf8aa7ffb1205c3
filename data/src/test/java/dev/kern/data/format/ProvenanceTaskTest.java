package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Provenance;
import dev.kern.data.file.DataException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checksums beside the reading are those of before or after it.
final class ProvenanceTaskTest {
  @TempDir private Path folder;

  private Path file(long bytes) throws IOException {
    Path file = folder.resolve("letters" + bytes);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(bytes);
      out.write(7);
    }
    return file;
  }

  @Test
  void smallAndLargeFilesAreTracedAlike() throws IOException {
    for (long bytes : new long[] {10, ProvenanceTask.LARGE, ProvenanceTask.LARGE + 10}) {
      Path file = file(bytes);
      try (ProvenanceTask origin = ProvenanceTask.of(file, "npz", List.of(file))) {
        assertThat(origin.provenance()).isEqualTo(Provenance.of(file, "npz", List.of(file)));
        assertThat(origin.provenance().files().getFirst().bytes()).isEqualTo(bytes);
      }
    }
  }

  @Test
  void anInterruptedReaderStillGetsIt() throws IOException {
    Path file = file(ProvenanceTask.LARGE);
    Thread.currentThread().interrupt();
    try (ProvenanceTask origin = ProvenanceTask.of(file, "npz", List.of(file))) {
      assertThat(origin.provenance().source()).isEqualTo(file.toString());
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aFileThatCanNotBeReadIsSaid() throws IOException {
    Path file = file(10);
    try (ProvenanceTask origin = ProvenanceTask.of(file, "npz", List.of(file))) {
      Files.delete(file);
      assertThatThrownBy(origin::provenance)
          .isInstanceOf(DataException.class)
          .hasMessageContaining(file + ": no such file");
    }
  }
}
