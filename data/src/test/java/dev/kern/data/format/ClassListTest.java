package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.TestFiles;
import dev.kern.data.archive.FileSet;
import dev.kern.data.file.DataException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lists of class names as editors save them.
final class ClassListTest {
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  @TempDir private Path folder;

  private Path write(String text, Charset encoding) throws IOException {
    return Files.write(folder.resolve("classes.txt"), text.getBytes(encoding));
  }

  private List<String> read(Path file) {
    return read(file, Optional.empty(), note -> assertThat(note).isEmpty());
  }

  private List<String> read(Path file, Optional<Charset> encoding, Consumer<String> notes) {
    try (FileSet files = FileSet.of(folder)) {
      return ClassList.read(files, file.getFileName().toString(), encoding, notes);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8, false",
    "UTF-8, true",
    "UTF-16LE, false",
    "UTF-16LE, true",
    "UTF-16BE, false",
    "UTF-16BE, true",
    "UTF-32LE, true",
    "UTF-32BE, true"
  })
  void encodingsAreTold(Charset encoding, boolean marked) throws IOException {
    String mark = marked ? "\ufeff" : "";
    for (String end : List.of("\n", "\r\n", "\r")) {
      String text =
          mark + String.join(end, "top", "", " links ", "\u00dcber", "\t", "\u732b") + end + end;
      assertThat(read(write(text, encoding)))
          .containsExactly("top", "links", "\u00dcber", "\u732b");
    }
  }

  @Test
  void otherEncodingsAreSaidOrTold() throws IOException {
    Path file = write("\u00dcber\r\nunter\r\n", WINDOWS);
    List<String> notes = new ArrayList<>();
    assertThat(read(file, Optional.empty(), notes::add)).containsExactly("\u00dcber", "unter");
    assertThat(notes)
        .containsExactly(
            "classes.txt: the names aren't UTF-8; read as windows-1252 (if they look wrong:"
                + " --names GBK, or another)");
    Charset chinese = Charset.forName("GBK");
    assertThat(
            read(
                write("\u732b\n\u72d7", chinese),
                Optional.of(chinese),
                note -> assertThat(note).isEmpty()))
        .containsExactly("\u732b", "\u72d7");
  }

  @Test
  void namesAreComposedAndOccurOnce() throws IOException {
    assertThat(read(write("cafe\u0301", StandardCharsets.UTF_8))).containsExactly("caf\u00e9");
    Path file = write("cafe\u0301\nb\ncaf\u00e9\n", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("two classes have the same name\n  given     'caf\u00e9' twice\n");
  }

  @Test
  void idxFilesHaveTheNamesBesideThem() throws IOException {
    Path from = TestFiles.resource("fixture/idx");
    for (String name : List.of("test-images-idx3-ubyte.gz", "test-labels-idx1-ubyte.gz")) {
      Files.copy(from.resolve(name), folder.resolve(name));
    }
    int classes = Datasets.open(folder).classes();
    StringBuilder list = new StringBuilder("\ufeff");
    for (int i = 0; i < classes; i++) {
      list.append("class ").append((char) ('a' + i)).append("\r\n");
    }
    write(list + "\r\n", StandardCharsets.UTF_8);
    Dataset data = Datasets.open(folder);
    assertThat(data.classNames()).hasSize(classes).startsWith("class a", "class b");
    write("class a", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> Datasets.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("fewer class names than classes");
  }
}
