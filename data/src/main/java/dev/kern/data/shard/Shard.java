package dev.kern.data.shard;

import dev.kern.data.file.Allocation;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/// A shard's file, mapped into memory: the operating system reads pages when they are looked at and
/// forgets them when it needs the room.
///
/// The mapping ends when nobody refers to it any more. Thread-safe.
public final class Shard {
  private static final int VALUES = 256; // of a byte
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// From here on the operating system is asked for all bytes at once; below, that costs more.
  private static final long LARGE = 1 << 16;

  private final Path path;
  private final ShardHeader header;
  private final MemorySegment pixels;
  private final int[] labels;
  private final long imageBytes;
  private final int size;

  /// What was looked at, kept so that the compiler can't leave the looking out.
  @SuppressWarnings("unused")
  private int seen;

  private Shard(Path path, ShardHeader header, MemorySegment file) {
    this.path = path;
    this.header = header;
    this.pixels = file.asSlice(header.pixelsAt());
    this.imageBytes = header.imageBytes();
    this.size = header.height() * header.width() * header.channels();
    this.labels = Allocation.ints(path.toString(), header.count());
    MemorySegment.copy(file, INT, ShardHeader.BYTES, labels, 0, labels.length);
  }

  /// Maps a file.
  ///
  /// Fails with `DataException` if it can't be read, or its length or first bytes aren't those of
  /// this header; nothing is allocated before.
  public static Shard open(Path path, ShardHeader header) {
    try (FileChannel channel = FileChannel.open(path)) {
      if (!FileStatus.isFile(path) || channel.size() != header.fileBytes()) {
        throw Problem.at(path.toString(), "the shard's length doesn't match the index")
            .given(Problem.count(channel.size()) + " bytes")
            .expected(Problem.count(header.fileBytes()) + " bytes, for " + header)
            .fix("convert or copy the data again");
      }
      MemorySegment file = channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      byte[] start = file.asSlice(0, ShardHeader.BYTES).toArray(ValueLayout.JAVA_BYTE);
      header.expect(path.toString(), start);
      return new Shard(path, header, file);
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  /// How many images.
  public int count() {
    return labels.length;
  }

  /// The class of an image.
  public int label(int sample) {
    return labels[sample];
  }

  /// Copies an image of floats, from `at` on.
  public void floats(int sample, float[] into, int at) {
    try {
      MemorySegment.copy(pixels, FLOAT, sample * imageBytes, into, at, size);
    } catch (InternalError e) {
      throw gone(e);
    }
  }

  /// Copies an image of bytes, each as the float that `table` has for it, from `at` on.
  ///
  /// @param table 256 floats, or as many for each channel, one after the other
  public void bytes(int sample, float[] table, float[] into, int at) {
    long from = sample * imageBytes;
    int channel = 0;
    try {
      for (int i = 0; i < size; i++) {
        into[at + i] = table[channel + (pixels.get(ValueLayout.JAVA_BYTE, from + i) & 0xff)];
        channel = channel + VALUES == table.length ? 0 : channel + VALUES;
      }
    } catch (InternalError e) {
      throw gone(e);
    }
  }

  /// Brings images in a row to memory, and waits for them.
  public void touch(int from, int count) {
    try {
      if (count * imageBytes < LARGE) {
        seen = look(from * imageBytes, (from + count) * imageBytes - 1);
      } else {
        pixels.asSlice(from * imageBytes, count * imageBytes).load();
      }
    } catch (InternalError e) {
      throw gone(e);
    }
  }

  /// Looks at every page between two bytes; their sum.
  private int look(long first, long last) {
    int sum = pixels.get(ValueLayout.JAVA_BYTE, last);
    for (long at = first; at < last; at += ShardHeader.PAGE) {
      sum += pixels.get(ValueLayout.JAVA_BYTE, at);
    }
    return sum;
  }

  /// The disk failed, or the file was cut short, while its pages were looked at.
  private DataException gone(InternalError e) {
    return Problem.at(path.toString(), "part of the shard can no longer be read")
        .expected(Problem.count(header.fileBytes()) + " bytes, as when it was opened")
        .because(e)
        .fix("don't change the files while they are in use; check the disk");
  }
}
