package dev.kern.glyph;

import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The font files in a folder and the folders below it.
final class FontFolder {
  private FontFolder() {}

  /// The files whose names end in `.ttf` or `.otf`, in the order of their paths below the folder,
  /// whatever order the file system has.
  ///
  /// Fails with `DataException` if there is no such folder, or no such file in it.
  static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw Problem.of(folder, new NotDirectoryException(folder.toString()));
    }
    try (Stream<Path> below = Files.walk(folder)) {
      List<Path> files =
          below
              .filter(FontFolder::isFont)
              .sorted(Comparator.comparing(file -> slashed(folder.relativize(file))))
              .toList();
      if (files.isEmpty()) {
        throw Problem.at(folder.toString(), "there are no fonts in it")
            .expected("files whose names end in .ttf or .otf, here or in folders below")
            .fix("name another folder; .woff files have to be converted first");
      }
      return files;
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
