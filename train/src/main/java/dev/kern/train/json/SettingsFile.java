package dev.kern.train.json;

import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads files that hold settings, and are small.
final class SettingsFile {
  private SettingsFile() {}

  /// The file's bytes; fails with `DataException` if there are more than `most`, or it can't be
  /// read.
  static byte[] read(Path file, int most) {
    try {
      long size = Files.size(file);
      if (size > most) {
        throw Problem.at(file.toString(), "the file is too large for settings")
            .given(Problem.count(size) + " bytes")
            .expected("at most " + Problem.count(most))
            .mend("check that the path names the right file");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }
}
