package dev.kern.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestFolderTest {
  @TempDir private Path folder;

  @Test
  void filesAreSortedAndSelectedBySuffix() throws IOException {
    for (String name : new String[] {"b.gz", "a.gz", "a.txt"}) {
      Files.createFile(folder.resolve(name));
    }
    TestFolder files = new TestFolder(folder, "copy it");
    assertThat(files.files("", ".gz")).containsExactly(files.path("a.gz"), files.path("b.gz"));
  }

  @Test
  void missingFilesAreNamed() {
    TestFolder files = new TestFolder(folder, "copy it");
    assertThatThrownBy(() -> files.path("a/b.gz"))
        .isInstanceOf(AssertionError.class)
        .hasMessage(folder.resolve("a/b.gz") + ": no such file or folder; fix: copy it");
    assertThatThrownBy(() -> files.files("", ".gz"))
        .isInstanceOf(AssertionError.class)
        .hasMessage(folder + ": no file *.gz; fix: copy it");
  }

  @Test
  void everyCheckoutHasTheLetters() {
    assertThat(Fixtures.letters()).isNotEmptyFile();
  }
}
