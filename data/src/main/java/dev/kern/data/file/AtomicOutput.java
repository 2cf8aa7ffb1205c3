package dev.kern.data.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/// Writes files and folders completely or not at all.
///
/// The content goes to a hidden path next to the final one, `.NAME.kern.tmp`, which is renamed at
/// the end, or deleted if anything fails. What a killed program has left there is deleted by the
/// next writer of that name.
///
/// When a method returns, the output survives a power failure. If the power fails before, the
/// output is complete or absent: the content reaches the disk before its final name does. See
/// `docs/decisions/0020-durability.md`.
public final class AtomicOutput {
  private static final String STANDARD_OUTPUT = "-";

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
    Path place = folder.toAbsolutePath().normalize();
    sweepDead(place.resolveSibling(""));
    try {
      folder(place, body);
    } catch (UncheckedIOException e) {
      throw Problem.unwritable(folder, e);
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
          forceAll(place);
        });
  }

  /// Writes a new file, which `body` has to create.
  ///
  /// Fails with [DataException] if it already exists or can't be written.
  public static void newFile(Path file, Body<Path> body) {
    expectNew(file);
    Path place = file.toAbsolutePath().normalize();
    sweepDead(place.resolveSibling(""));
    try {
      appear(
          place,
          hidden -> {
            body.writeTo(hidden);
            forceAll(hidden);
          });
    } catch (UncheckedIOException e) {
      throw Problem.unwritable(file, e);
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }

  /// Fails with [DataException] if it already exists, or nobody can tell.
  public static void expectNew(Path path) {
    if (FileStatus.isTaken(path)) {
      throw Problem.at(path.toString(), "already exists").fix("choose another name, or delete it");
    }
  }

  /// Fails with [DataException] if it is plain already that a file can't be written, or if standard
  /// output is meant: for those who would find out after much work.
  public static void expectWritable(Path file) {
    if (file.toString().equals(STANDARD_OUTPUT)) {
      throw Problem.at(STANDARD_OUTPUT, "this can be written to a file only")
          .given(STANDARD_OUTPUT + ", which stands for standard output elsewhere")
          .fix("name a file, or say ./- if that is its name");
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw Problem.at(file.toString(), "this is a folder, not a file").fix("name a file in it");
    }
    if (!Files.exists(folder)) {
      throw Problem.unwritable(file, new NoSuchFileException(folder.toString()));
    }
    expectCreatable(file);
  }

  /// Fails with [DataException] if it is plain already that a folder can't be created, with those
  /// above it.
  public static void expectCreatable(Path folder) {
    Path above = folder.toAbsolutePath().normalize().getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    if (above != null && !Files.isDirectory(above)) {
      throw Problem.unwritable(folder, new FileAlreadyExistsException(above.toString()));
    }
    if (above != null && !Files.isWritable(above)) {
      throw Problem.unwritable(folder, new AccessDeniedException(above.toString()));
    }
  }

  /// Writes a file, replacing an existing one; it reaches the disk before the old one is removed,
  /// so one of them is complete even if the machine fails.
  ///
  /// Fails with [DataException] if it can't be written; then the old one is still there, unless it
  /// is the new name alone that did not reach the disk.
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
        Draft.deleteAll(leftover);
      }
    } catch (DirectoryIteratorException e) {
      throw Problem.unwritable(folder, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw Problem.unwritable(folder, e);
    }
  }

  /// Deletes the unfinished outputs of killed programs in a folder to which others may be writing,
  /// as far as possible.
  public static void sweepDead(Path folder) {
    Draft.sweepDead(folder);
  }

  /// The unfinished outputs of killed programs in a folder, which [#sweepDead] deletes.
  ///
  /// Fails with [DataException] if the folder can't be read.
  public static List<Path> leftovers(Path folder) {
    try {
      return Draft.dead(folder);
    } catch (IOException e) {
      throw Problem.of(folder, e);
    }
  }

  /// Deletes a file, or a folder with all that is in it, but nothing behind a link.
  public static void delete(Path place) throws IOException {
    Draft.deleteAll(place);
  }

  /// Creates a folder, and those above it that are missing, so that it survives a power failure.
  public static void createFolders(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      createFolders(parent);
    }
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) { // unless another program was faster
        throw e;
      }
    }
    force(folder.resolveSibling("."));
  }

  /// Brings a file's content to the disk, or that of all files and folders in a folder.
  public static void forceAll(Path place) throws IOException {
    DiskForcer.force(place);
  }

  /// Gives a complete file its final name, so that it survives a power failure under it.
  public static void publish(Path file, Path name) throws IOException {
    forceAll(file);
    Files.move(file, name, StandardCopyOption.ATOMIC_MOVE); // which replaces a file
    force(name.resolveSibling("."));
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
    try (Draft draft = Draft.of(path)) {
      body.writeTo(draft.path());
      Files.move(draft.path(), path, StandardCopyOption.ATOMIC_MOVE); // which replaces a file
    }
    force(path.resolveSibling("."));
  }
}
