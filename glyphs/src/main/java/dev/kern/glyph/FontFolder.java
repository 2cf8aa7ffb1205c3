package dev.kern.glyph;

import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Finds the font files in a folder and its subfolders.
final class FontFolder {
  private FontFolder() {}

  /// The `.ttf` and `.otf` files, in the order of their paths below the folder.
  ///
  /// Fails with `DataException` if the folder doesn't exist or contains no such file.
  static List<Path> files(Path folder) {
    if (!FileStatus.isFolder(folder)) {
      throw Problem.of(folder, new NotDirectoryException(folder.toString()));
    }
    try (Stream<Path> below = Files.walk(folder)) {
      List<Path> files =
          below
              .filter(FontFolder::isFont)
              .sorted(Comparator.comparing(file -> slashed(folder.relativize(file))))
              .toList();
      if (files.isEmpty()) {
        throw Problem.at(folder.toString(), "contains no fonts")
            .expected(".ttf or .otf files, in this folder or in its subfolders")
            .fix("use another folder; convert .woff files first");
      }
      return files;
    } catch (UncheckedIOException e) {
      throw Problem.of(folder, e);
    } catch (IOException e) {
      throw Problem.of(folder, e);
    }
  }

  private static boolean isFont(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".ttf") || name.endsWith(".otf");
  }

  private static String slashed(Path path) {
    return path.toString().replace('\\', '/');
  }
}
