package dev.kern.data.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Tells files and folders that lie where their path says from links, which lead somewhere else.
///
/// A folder from somebody else may contain a link in the place of a file that Kern writes; writing
/// through it would change or delete files outside that folder.
public final class OwnFile {
  private static final String UNIX = "unix";
  private static final String NAMES = "unix:nlink";

  private OwnFile() {}

  /// Refuses a file or folder that is a symbolic link, or contains one at any depth, or that is
  /// neither a regular file nor a folder. It need not exist.
  ///
  /// Fails with [DataException] if it is refused or can't be read.
  public static void expect(Path path) {
    try {
      if (FileStatus.isTaken(path)) {
        try (Stream<Path> all = Files.walk(path)) {
          all.forEach(OwnFile::expectNoLink);
        }
      }
    } catch (UncheckedIOException e) {
      throw Problem.of(path, e);
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  private static void expectNoLink(Path path) {
    if (Files.isSymbolicLink(path)) {
      throw Problem.at(path.toString(), "this is a symbolic link, through which Kern doesn't write")
          .given("a link to " + Problem.quote(target(path)))
          .expected("a file or folder of its own")
          .fix("replace the link by a copy of what it points to, or delete it");
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw Problem.at(path.toString(), "not a regular file")
          .expected("a file on disk, or a folder")
          .fix("delete it");
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException _) {
      return "an unknown place";
    }
  }

  /// Refuses a file that has another name elsewhere (a hard link), where the file system tells: it
  /// is to be changed in place, and would change under that name too. It need not exist.
  ///
  /// Fails with [DataException] if it is refused or can't be read.
  public static void expectOneName(Path file) {
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains(UNIX)
          && FileStatus.isTaken(file)
          && Files.getAttribute(file, NAMES, LinkOption.NOFOLLOW_LINKS) instanceof Integer names
          && names > 1) {
        throw Problem.at(file.toString(), "this file has another name elsewhere (a hard link)")
            .given(names + " names")
            .expected("one name, since Kern changes the file in place")
            .fix("replace it by a copy of itself");
      }
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }
}
