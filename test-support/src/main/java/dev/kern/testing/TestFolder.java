package dev.kern.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A folder of files that tests read.
///
/// @param fix what to do if one is missing
record TestFolder(Path folder, String fix) {
  Path path(String relative) {
    Path path = folder.resolve(relative);
    if (!Files.isReadable(path)) {
      throw new AssertionError(
          "%s: no such file or folder; fix: %s".formatted(path.toAbsolutePath().normalize(), fix));
    }
    return path;
  }

  List<Path> files(String relative, String suffix) {
    Path inner = path(relative);
    try (Stream<Path> files = Files.list(inner)) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().endsWith(suffix)).sorted().toList();
      if (found.isEmpty()) {
        throw new AssertionError(
            "%s: no file *%s; fix: %s".formatted(inner.toAbsolutePath().normalize(), suffix, fix));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
