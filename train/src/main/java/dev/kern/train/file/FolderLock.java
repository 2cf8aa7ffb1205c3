package dev.kern.train.file;

import dev.kern.data.file.FileClaim;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// An exclusive lock on a folder: one program writes to it at a time.
///
/// The operating system releases it when the program ends, however that happens; the empty file
/// `.lock` stays. It is the folder that is locked, whatever path leads to it.
public final class FolderLock implements AutoCloseable {
  /// The name of the file in the folder.
  public static final String FILE = ".lock";

  /// A program that only looks whether the folder is locked is in the way for microseconds.
  private static final int TRIES = 5;

  private static final long PAUSE_MILLIS = 20;

  private final Path file;
  private final FileClaim claim;

  private FolderLock(Path file, FileClaim claim) {
    this.file = file;
    this.claim = claim;
  }

  /// Locks a folder.
  ///
  /// Fails with `DataException` if another program, or this one, has locked it already, or its file
  /// `.lock` is a link.
  public static FolderLock take(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      for (int tries = 1; tries <= TRIES; tries++) {
        Optional<FileClaim> claim = FileClaim.take(file);
        if (claim.isPresent()) {
          return new FolderLock(file, claim.get());
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw Problem.at(folder.toString(), "another program is writing to this folder")
        .expected("one program at a time")
        .fix("wait until it finishes, or stop it");
  }

  /// Whether some program holds the lock on a folder.
  public static boolean isTaken(Path folder) {
    return FileClaim.isTaken(folder.resolve(FILE));
  }

  /// Releases the lock.
  @Override
  public void close() {
    try {
      claim.close();
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }
}
