package dev.kern.data.file;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is known before the work is done.
final class AtomicOutputTest {
  @TempDir private Path folder;

  @Test
  void aFileNeedsAFolder() throws IOException {
    assertThatCode(() -> AtomicOutput.expectWritable(folder.resolve("new.csv")))
        .doesNotThrowAnyException();
    assertThatCode(() -> AtomicOutput.expectWritable(Path.of("new.csv")))
        .doesNotThrowAnyException();
    Path none = folder.resolve("none/new.csv");
    assertThatThrownBy(() -> AtomicOutput.expectWritable(none))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(none + ": the folder it belongs in does not exist");
    assertThatThrownBy(() -> AtomicOutput.expectWritable(folder))
        .hasMessageStartingWith(folder + ": this is a folder, not a file");
    Path file = Files.createFile(folder.resolve("file"));
    for (Path below : List.of(file.resolve("new.csv"), file.resolve("a/b"))) {
      assertThatThrownBy(() -> AtomicOutput.expectCreatable(below))
          .hasMessageStartingWith(below + ": a file stands where a folder is needed");
    }
  }

  @Test
  void standardOutputIsNoFile() {
    assertThatThrownBy(() -> AtomicOutput.expectWritable(Path.of("-")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            -: this can be written to a file only
              given     -, which stands for standard output elsewhere
              fix       name a file, or say ./- if that is its name\
            """);
    assertThatCode(() -> AtomicOutput.expectWritable(Path.of("./-"))).doesNotThrowAnyException();
  }

  @Test
  void aFolderMustBeWritable() throws IOException {
    Path readOnly = Files.createDirectory(folder.resolve("read-only"));
    Assumptions.assumeTrue(readOnly.toFile().setWritable(false) && !Files.isWritable(readOnly));
    for (Path below : List.of(readOnly.resolve("a"), readOnly.resolve("a/b/c"))) {
      assertThatThrownBy(() -> AtomicOutput.expectCreatable(below))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(below + ": permission denied");
    }
    assertThatThrownBy(() -> AtomicOutput.expectWritable(readOnly.resolve("a")))
        .hasMessageContaining("choose another location, or make this one writable");
  }
}
