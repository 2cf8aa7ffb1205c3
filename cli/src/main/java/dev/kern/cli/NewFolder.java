package dev.kern.cli;

import dev.kern.data.file.Problem;
import dev.kern.train.RunFolder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A new folder for several runs.
final class NewFolder {
  private NewFolder() {}

  /// Makes the folder of the first free name, `name-1`, `name-2` and so on, one that no other
  /// program has.
  ///
  /// Fails with `DataException` if it can't be made.
  static Path in(Path parent, String name) {
    while (true) {
      Path path = RunFolder.next(parent, name);
      try {
        Files.createDirectories(parent);
        return Files.createDirectory(path);
      } catch (FileAlreadyExistsException _) {
        // another program was faster
      } catch (IOException e) {
        throw Problem.unwritable(path, e);
      }
    }
  }
}
