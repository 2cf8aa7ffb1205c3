package dev.kern.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileStatusTest {
  private static final List<Predicate<Path>> QUESTIONS =
      List.of(FileStatus::exists, FileStatus::isFolder, FileStatus::isFile, FileStatus::isTaken);

  private static List<Boolean> answers(Path path) {
    return QUESTIONS.stream().map(question -> question.test(path)).toList();
  }

  @Test
  void tellsFilesFoldersAndLinks(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(answers(folder)).containsExactly(true, true, false, true);
    assertThat(answers(file)).containsExactly(true, false, true, true);
    assertThat(answers(folder.resolve("none"))).containsExactly(false, false, false, false);
    assertThat(answers(Files.createSymbolicLink(folder.resolve("to-file"), file)))
        .containsExactly(true, false, true, true);
    assertThat(answers(Files.createSymbolicLink(folder.resolve("away"), Path.of("nowhere"))))
        .containsExactly(false, false, false, true);
  }

  @Test
  void belowAFileThereIsNothing(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(answers(file.resolve("one"))).containsExactly(false, false, false, false);
    assertThat(answers(file.resolve("one/two"))).containsExactly(false, false, false, false);
  }

  @Test
  void aFailureToLookIsNoAnswer() {
    for (Predicate<Path> question : QUESTIONS) {
      SimulatedDisk disk = new SimulatedDisk();
      Path file = disk.folder().resolve("file");
      AtomicOutput.replace(file, "x");
      disk.failAt(1, SimulatedDisk.Failure.IO_ERROR, true);
      assertThatThrownBy(() -> question.test(file))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("reading failed: ")
          .hasMessageContaining("\n  fix       ");
    }
  }
}
