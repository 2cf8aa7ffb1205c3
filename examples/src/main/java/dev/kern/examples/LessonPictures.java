package dev.kern.examples;

import dev.kern.report.lesson.Lesson;
import dev.kern.report.lesson.Letter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Draws the pictures of `docs/LESSON.md` into a folder, or the same for a letter of your own: a
/// text file of eight rows of eight characters, `#` for ink.
///
/// ```
/// ./kern --version && mvn -q -pl examples -am package -DskipTests
/// java -cp 'cli/target/lib/*:examples/target/classes' \
///     dev.kern.examples.LessonPictures my-lesson my-letter.txt
/// ```
public final class LessonPictures {
  private LessonPictures() {}

  /// Draws the pictures.
  ///
  /// @param arguments the folder, and the file of a letter, if not the lesson's
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    Letter letter =
        arguments.length == 1
            ? Letter.T
            : Letter.of(Files.readAllLines(Path.of(arguments[1])).toArray(String[]::new));
    Lesson.write(letter, folder);
  }
}
