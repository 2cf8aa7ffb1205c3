package dev.kern.data.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// New files and folders that appear whole or not at all, and never in place of others.
///
/// The content goes to a hidden place beside the new one, which is renamed at the end and deleted
/// if anything fails.
public final class Whole {
  private Whole() {}

  /// What writes the content.
  public interface Body {
    /// Writes everything to a path beside the one where it will appear.
    void writeTo(Path place) throws IOException;
  }

  /// Writes a new folder, which `body` finds empty.
  ///
  /// Fails with [DataException] if there is something of that name already, or it can't be written.
  public static void folder(Path folder, Body body) {
    appear(
        folder,
        place -> {
          Files.createDirectory(place);
          body.writeTo(place);
        });
  }

  /// Writes a new file, which `body` has to create.
  ///
  /// Fails with [DataException] if there is something of that name already, or it can't be written.
  public static void file(Path file, Body body) {
    appear(file, body);
  }

  /// Fails with [DataException] if there is something of that name already, or no folder for it.
  public static void expectNew(Path path) {
    if (Files.exists(path)) {
      throw Problem.unwritable(path, new FileAlreadyExistsException(path.toString()));
    }
  }

  private static void appear(Path path, Body body) {
    expectNew(path);
    Path end = path.toAbsolutePath().normalize();
    Path place = end.resolveSibling("." + end.getFileName() + "." + System.nanoTime() + ".tmp");
    try {
      boolean done = false;
      try {
        body.writeTo(place);
        Files.move(place, end, StandardCopyOption.ATOMIC_MOVE);
        done = true;
      } finally {
        if (!done) {
          delete(place);
        }
      }
    } catch (IOException e) {
      throw Problem.unwritable(path, e);
    }
  }

  private static void delete(Path place) throws IOException {
    if (!Files.exists(place)) {
      return;
    }
    try (Stream<Path> all = Files.walk(place)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }
}
