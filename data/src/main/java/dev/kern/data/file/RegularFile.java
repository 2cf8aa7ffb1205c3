package dev.kern.data.file;

import java.nio.file.Path;

/// Tells files on disk from pipes and devices, which have no size and can't be read in any order.
public final class RegularFile {
  private RegularFile() {}

  /// Refuses what is there but neither a file on disk nor a folder. To be called before it is
  /// opened: a pipe opens when somebody writes to it, perhaps never.
  ///
  /// Fails with [DataException] if it is such a thing.
  public static void expect(Path path) {
    if (FileStatus.isOther(path)) {
      throw Problem.at(path.toString(), "not a regular file")
          .expected("a file on disk, which has a size and can be read in any order")
          .fix("save its output to a file first");
    }
  }
}
