package dev.kern.train.file;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// Writes a file so that others see it whole or not at all, even if the machine fails meanwhile.
///
/// The content goes to a temporary file beside it, reaches the disk, and is then renamed.
public final class AtomicFile {
  private AtomicFile() {}

  /// What writes the content.
  public interface Body {
    /// Writes everything to `out`.
    void writeTo(FileChannel out) throws IOException;
  }

  /// Writes a file, in place of the one that is there.
  ///
  /// Fails with `DataException` if it can't be written; then nothing has changed.
  public static void write(Path file, Body body) {
    Path temporary =
        file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel out =
          FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        body.writeTo(out);
        out.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      force(file.resolveSibling("."));
    } catch (IOException e) {
      delete(temporary);
      throw unwritable(file, e);
    }
  }

  /// Writes a text file in UTF-8, in place of the one that is there.
  ///
  /// Fails with `DataException` if it can't be written; then nothing has changed.
  public static void write(Path file, String text) {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    write(
        file,
        out -> {
          while (bytes.hasRemaining()) {
            out.write(bytes);
          }
        });
  }

  /// Deletes what writers that were killed have left in a folder. Only for who alone writes to it.
  ///
  /// Fails with `DataException` if that can't be done.
  public static void sweep(Path folder) {
    try (var leftovers = Files.newDirectoryStream(folder, ".*.tmp")) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    } catch (IOException e) {
      throw unwritable(folder, e);
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

  /// The error for a file or folder that can't be written, in words.
  public static DataException unwritable(Path file, IOException failure) {
    String reason =
        failure instanceof FileSystemException named && named.getReason() != null
            ? named.getReason()
            : String.valueOf(failure.getMessage());
    String what =
        switch (failure) {
          case AccessDeniedException _ -> "it may not be written";
          case NoSuchFileException _ -> "the folder that it belongs to is not there";
          case FileAlreadyExistsException _ -> "there is a file where a folder is needed";
          default -> "it can't be written: " + reason;
        };
    String mend =
        reason.startsWith("No space left")
            ? "free some space, or take another place"
            : "another place, or make this one writable";
    return Problem.at(file.toString(), what).because(failure).mend(mend);
  }

  private static void delete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException _) {
      // The failure that led here says what is wrong with the folder.
    }
  }
}
