package dev.kern.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/// What there is at a path.
///
/// [Files#exists], [Files#isDirectory] and [Files#isRegularFile] answer no when the disk fails: a
/// log that can't be looked at would be taken for one that isn't there. Here a failure to look is
/// told, and never an answer.
public final class FileStatus {
  private FileStatus() {}

  /// Whether there is something at a path; links are followed.
  ///
  /// Fails with [DataException] if that can't be found out.
  public static boolean exists(Path path) {
    return of(path).isPresent();
  }

  /// Whether there is a folder at a path; links are followed.
  ///
  /// Fails with [DataException] if that can't be found out.
  public static boolean isFolder(Path path) {
    return of(path).filter(BasicFileAttributes::isDirectory).isPresent();
  }

  /// Whether there is a regular file at a path; links are followed.
  ///
  /// Fails with [DataException] if that can't be found out.
  public static boolean isFile(Path path) {
    return of(path).filter(BasicFileAttributes::isRegularFile).isPresent();
  }

  /// Whether there is something at a path that is neither a file on disk nor a folder, such as a
  /// pipe; links are followed.
  ///
  /// Fails with [DataException] if that can't be found out.
  static boolean isOther(Path path) {
    return of(path).filter(BasicFileAttributes::isOther).isPresent();
  }

  /// Whether a path is taken: by a file, a folder, or a link even if it leads nowhere.
  ///
  /// Fails with [DataException] if that can't be found out.
  public static boolean isTaken(Path path) {
    return of(path, LinkOption.NOFOLLOW_LINKS).isPresent();
  }

  private static Optional<BasicFileAttributes> of(Path path, LinkOption... options) {
    try {
      return look(path, options);
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  /// What the file system says of a path, if there is something.
  static Optional<BasicFileAttributes> look(Path path, LinkOption... options) throws IOException {
    try {
      return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, options));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      if (isBelowFile(path)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Whether a path leads through a file, as far as that can be found out: nothing is there then.
  private static boolean isBelowFile(Path path) {
    Path above = path.toAbsolutePath().getParent();
    try {
      return above != null && look(above).filter(BasicFileAttributes::isDirectory).isEmpty();
    } catch (IOException _) {
      return false;
    }
  }
}
