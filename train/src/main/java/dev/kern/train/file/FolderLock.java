package dev.kern.train.file;

import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// An exclusive lock on a folder: one program writes to it at a time.
///
/// The operating system releases it when the program ends, however that happens; the empty file
/// `.lock` stays.
public final class FolderLock implements AutoCloseable {
  private static final String FILE = ".lock";

  /// The locks that this program holds. They must not be opened again, not even to look: on POSIX
  /// systems closing a file anywhere gives its lock back.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Locks a folder.
  ///
  /// Fails with `DataException` if another program, or this one, has locked it already.
  public static FolderLock take(Path folder) {
    Path file = file(folder);
    if (HELD.add(file)) {
      try {
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() != null) {
          return new FolderLock(file, channel);
        }
        channel.close();
      } catch (IOException e) {
        HELD.remove(file);
        throw Problem.unwritable(file, e);
      }
      HELD.remove(file);
    }
    throw Problem.at(folder.toString(), "another program is writing to this folder")
        .expected("one program at a time")
        .fix("wait until it finishes, or stop it");
  }

  private static Path file(Path folder) {
    return folder.resolve(FILE).toAbsolutePath().normalize();
  }

  /// Whether some program holds the lock on a folder.
  public static boolean isTaken(Path folder) {
    Path file = file(folder);
    if (HELD.contains(file)) {
      return true;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (IOException _) {
      // Nobody has ever written there, or this program may not.
      return false;
    }
  }

  /// Releases the lock.
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    } finally {
      HELD.remove(file);
    }
  }
}
