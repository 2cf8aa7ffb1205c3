package dev.kern.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pictures of the lesson are those that the program draws; `-Dgolden=write` draws them anew.
final class LessonPicturesTest {
  private static final Path PICTURES = Path.of("../docs/lesson");

  @TempDir private Path folder;

  @Test
  void drawsTheLesson() throws IOException {
    if ("write".equals(System.getProperty("golden"))) {
      LessonPictures.main(new String[] {PICTURES.toString()});
    }
    LessonPictures.main(new String[] {folder.toString()});
    String lesson = Files.readString(Path.of("../docs/LESSON.md"));
    List<Path> drawn = pictures();
    assertThat(drawn).hasSize(6);
    for (Path picture : drawn) {
      String name = picture.getFileName().toString();
      assertThat(picture).hasSameTextualContentAs(PICTURES.resolve(name));
      assertThat(lesson).contains("(lesson/" + name + ")");
    }
  }

  @Test
  void drawsALetterOfOnesOwn() throws IOException {
    Path letter = folder.resolve("letter.txt");
    Files.writeString(letter, "#.......\n".repeat(8));
    LessonPictures.main(new String[] {folder.resolve("mine").toString(), letter.toString()});
    assertThat(folder.resolve("mine/convolution.svg")).content().contains(">sum 0</text>");
  }

  private List<Path> pictures() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".svg")).toList();
    }
  }
}
