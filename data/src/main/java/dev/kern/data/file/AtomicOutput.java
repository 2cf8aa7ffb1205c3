package dev.kern.data.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// Writes files and folders completely or not at all.
///
/// The content goes to a hidden path next to the final one, `.NAME.ID.tmp`, which is renamed at the
/// end, or deleted if anything fails.
public final class AtomicOutput {
  private AtomicOutput() {}

  /// Writes the content.
  ///
  /// @param <T> where to: the [Path] of the hidden place, or an open [FileChannel]
  public interface Body<T> {
    /// Writes everything.
    void writeTo(T out) throws IOException;
  }

  /// Writes a new folder, which `body` finds empty.
  ///
  /// Fails with [DataException] if it already exists or can't be written.
  public static void newFolder(Path folder, Body<Path> body) {
    expectNew(folder);
    try {
      folder(folder.toAbsolutePath().normalize(), body);
    } catch (IOException e) {
      throw Problem.unwritable(folder, e);
    }
  }

  /// Writes a folder, which `body` finds empty, in place of an empty one if there is one.
  ///
  /// Fails with [java.nio.file.DirectoryNotEmptyException] or
  /// [java.nio.file.FileAlreadyExistsException] if something else of that name exists.
  public static void folder(Path folder, Body<Path> body) throws IOException {
    appear(
        folder,
        place -> {
          Files.createDirectory(place);
          body.writeTo(place);
        });
  }

  /// Writes a new file, which `body` has to create.
  ///
  /// Fails with [DataException] if it already exists or can't be written.
  public static void newFile(Path file, Body<Path> body) {
    expectNew(file);
    try {
      appear(file.toAbsolutePath().normalize(), body);
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }

  /// Fails with [DataException] if it already exists.
  public static void expectNew(Path path) {
    if (Files.exists(path)) {
      throw Problem.at(path.toString(), "already exists").fix("choose another name, or delete it");
    }
  }

  /// Writes a file, replacing an existing one; it reaches the disk before the old one is removed,
  /// so one of them is complete even if the machine fails.
  ///
  /// Fails with [DataException] if it can't be written; then nothing has changed.
  public static void replace(Path file, Body<FileChannel> body) {
    try {
      appear(
          file,
          place -> {
            try (FileChannel out =
                FileChannel.open(place, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
              body.writeTo(out);
              out.force(true);
            }
          });
      force(file.resolveSibling("."));
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }

  /// Writes a file of these bytes, as [#replace(Path, Body)] does.
  public static void replace(Path file, byte[] content) {
    replace(file, out -> write(out, ByteBuffer.wrap(content)));
  }

  /// Writes a text file in UTF-8, as [#replace(Path, Body)] does.
  public static void replace(Path file, String text) {
    replace(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Writes all that remains in a buffer.
  public static void write(FileChannel out, ByteBuffer content) throws IOException {
    while (content.hasRemaining()) {
      out.write(content);
    }
  }

  /// Deletes what killed writers have left in a folder. Call it only if nothing else writes to the
  /// folder.
  ///
  /// Fails with [DataException] if that can't be done.
  public static void sweep(Path folder) {
    try (var leftovers = Files.newDirectoryStream(folder, ".*.tmp")) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    } catch (IOException e) {
      throw Problem.unwritable(folder, e);
    }
  }

  /// Makes sure that the names in a folder have reached the disk.
  public static void force(Path folder) throws IOException {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    } catch (AccessDeniedException e) {
      // Windows has no way to open a folder, and needs none.
      if (!System.getProperty("os.name").startsWith("Windows")) {
        throw e;
      }
    }
  }

  private static void appear(Path path, Body<Path> body) throws IOException {
    Path place = path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + ".tmp");
    boolean done = false;
    try {
      body.writeTo(place);
      Files.move(place, path, StandardCopyOption.ATOMIC_MOVE); // which replaces a file
      done = true;
    } finally {
      if (!done) {
        delete(place);
      }
    }
  }

  private static void delete(Path place) {
    try (Stream<Path> all = Files.walk(place)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException _) {
      // The failure that led here says what is wrong with the place.
    }
  }
}
