package dev.kern.data.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads whole files that may have so many bytes and no more.
public final class BoundedFile {
  private BoundedFile() {}

  /// A file's bytes. What has no size, such as a pipe, is read to its end, but not past `most`.
  ///
  /// Fails with [DataException] if there are more than `most`, or it can't be read.
  ///
  /// @param what what the file should hold, for messages: `settings`
  /// @param named what its path should name, for messages: `the right file`
  public static byte[] read(Path file, int most, String what, String named) {
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (size > most) {
        throw tooLarge(file, Problem.count(size) + " bytes", most, what, named);
      }
      // Not all: a device has no size and no end, and a file may grow meanwhile.
      byte[] content = in.readNBytes(most + 1);
      if (content.length > most) {
        throw tooLarge(file, "a file without an end, or one that grows", most, what, named);
      }
      return content;
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }

  private static DataException tooLarge(
      Path file, String given, int most, String what, String named) {
    return Problem.at(file.toString(), "the file is too large for " + what)
        .given(given)
        .expected("at most " + Problem.count(most))
        .fix("check that the path names " + named);
  }
}
