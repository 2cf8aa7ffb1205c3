package dev.kern.train.file;

import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The right to write to a folder, which one program has at a time.
///
/// The system takes it back when the program ends, however that happens; the empty file `.lock`
/// stays.
public final class FolderLock implements AutoCloseable {
  private static final String FILE = ".lock";

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Takes the right to write to a folder.
  ///
  /// Fails with `DataException` if another program has it, or this one already.
  public static FolderLock take(Path folder) {
    // Nobody else may open this file: on POSIX systems closing it anywhere gives the lock back.
    Path file = folder.resolve(FILE);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isFree(channel)) {
        return new FolderLock(file, channel);
      }
      channel.close();
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
    throw Problem.at(folder.toString(), "another program is writing to this folder")
        .expected("one program at a time")
        .mend("wait until it has ended, or stop it");
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }

  /// Gives the right back.
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw AtomicFile.unwritable(file, e);
    }
  }
}
