package dev.kern.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The folder of data beside the project; a test that needs it fails where it is missing.
public final class Shared {
  private static final Path FOLDER = Path.of(System.getProperty("kern.shared", "../../shared"));

  private Shared() {}

  /// A file or folder in it.
  public static Path path(String relative) {
    Path path = FOLDER.resolve(relative);
    if (!Files.isReadable(path)) {
      throw new AssertionError(
          path.toAbsolutePath().normalize()
              + " is missing: this test needs the shared data beside the project"
              + " (or its place in -Dkern.shared)");
    }
    return path;
  }

  /// The files of a folder in it whose names end so, sorted; at least one.
  public static List<Path> files(String relative, String end) {
    try (Stream<Path> files = Files.list(path(relative))) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().endsWith(end)).sorted().toList();
      if (found.isEmpty()) {
        throw new AssertionError("no *" + end + " in " + path(relative));
      }
      return found;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
