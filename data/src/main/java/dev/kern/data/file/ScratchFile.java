package dev.kern.data.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file for what is larger than the heap: it is written once, front to back, then read through
/// mappings, and is gone when it is closed or the program ends.
///
/// Not thread-safe; mappings are, and stay readable after it is closed.
public final class ScratchFile implements AutoCloseable {
  private static final int BUFFER = 1 << 18;

  private final Path path;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private long written; // with what the buffer holds

  private ScratchFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// A new file in a folder.
  ///
  /// Fails with [DataException] if it can't be written.
  @SuppressWarnings("MustBeClosedChecker") // the channel belongs to the file that is returned
  public static ScratchFile in(Path folder) {
    try {
      Path path = Files.createTempFile(folder, ".kern-scratch", ".tmp");
      FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      unlink(path);
      return new ScratchFile(folder, channel);
    } catch (IOException e) {
      throw Problem.unwritable(folder, e);
    }
  }

  /// Removes the name of the open file, where the operating system allows that: then nothing is
  /// left even by a program that is killed.
  private static void unlink(Path path) {
    try {
      Files.delete(path);
    } catch (IOException _) {
      // Deleted when it is closed.
    }
  }

  /// How many bytes were appended.
  public long size() {
    return written;
  }

  /// Appends bytes.
  ///
  /// Fails with [DataException] if the disk is full or fails.
  public void append(byte[] bytes, int at, int count) {
    int done = 0;
    while (done < count) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int some = Math.min(count - done, buffer.remaining());
      buffer.put(bytes, at + done, some);
      done += some;
    }
    written += count;
  }

  /// Appends zeros, which take up room on the disk as other bytes do.
  public void appendZeros(long count) {
    byte[] zeros = new byte[(int) Math.min(BUFFER, count)];
    for (long left = count; left > 0; left -= Math.min(left, zeros.length)) {
      append(zeros, 0, (int) Math.min(left, zeros.length));
    }
  }

  /// What was appended from a byte on, to read it, or to write to it.
  ///
  /// Fails with [DataException] if it can't be mapped.
  public MemorySegment from(long at) {
    flush();
    try {
      return channel.map(MapMode.READ_WRITE, at, written - at, Arena.ofAuto());
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  private void flush() {
    try {
      AtomicOutput.write(channel, buffer.flip());
      buffer.clear();
    } catch (IOException e) {
      throw Problem.unwritable(path, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Nobody needs what is in it any more.
    }
  }
}
