package dev.kern.data.shard;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.file.Room;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;

/// A shard's file, mapped into memory: the operating system reads pages when they are looked at and
/// forgets them when it needs the room.
///
/// The mapping ends when nobody refers to it any more. Thread-safe.
public final class Shard {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final ShardHeader header;
  private final MemorySegment pixels;
  private final int[] labels;
  private final long pictureBytes;
  private final int size;

  private Shard(Path path, ShardHeader header, MemorySegment file) {
    this.path = path;
    this.header = header;
    this.pixels = file.asSlice(header.pixelsAt());
    this.pictureBytes = header.pictureBytes();
    this.size = header.height() * header.width() * header.channels();
    this.labels = Room.ints(path.toString(), header.count());
    MemorySegment.copy(file, INT, ShardHeader.BYTES, labels, 0, labels.length);
  }

  /// Maps a file.
  ///
  /// Fails with `DataException` if it can't be read, or its length or first bytes aren't those of
  /// this header; nothing is allocated before.
  public static Shard open(Path path, ShardHeader header) {
    try (FileChannel channel = FileChannel.open(path)) {
      if (!Files.isRegularFile(path) || channel.size() != header.fileBytes()) {
        throw Problem.at(path.toString(), "the shard's length isn't what the index says")
            .given(Problem.count(channel.size()) + " bytes")
            .expected(Problem.count(header.fileBytes()) + " bytes, for " + header)
            .mend("convert or copy the data again");
      }
      MemorySegment file = channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      byte[] start = file.asSlice(0, ShardHeader.BYTES).toArray(ValueLayout.JAVA_BYTE);
      header.expect(path.toString(), start);
      return new Shard(path, header, file);
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  /// How many pictures.
  public int count() {
    return labels.length;
  }

  /// The class of a picture.
  public int label(int sample) {
    return labels[sample];
  }

  /// Copies a picture of floats, from `at` on.
  public void floats(int sample, float[] into, int at) {
    try {
      MemorySegment.copy(pixels, FLOAT, sample * pictureBytes, into, at, size);
    } catch (InternalError e) {
      throw gone(e);
    }
  }

  /// Copies a picture of bytes, each as the float that `table` has for it, from `at` on.
  public void bytes(int sample, float[] table, float[] into, int at) {
    long from = sample * pictureBytes;
    try {
      for (int i = 0; i < size; i++) {
        into[at + i] = table[pixels.get(ValueLayout.JAVA_BYTE, from + i) & 0xff];
      }
    } catch (InternalError e) {
      throw gone(e);
    }
  }

  /// Looks at every page that holds some of a picture, so that it is in memory when it is needed.
  ///
  /// @return something that depends on what was seen, or the compiler would leave the looking out
  public int touch(int sample) {
    long from = sample * pictureBytes;
    long last = from + pictureBytes - 1;
    try {
      int seen = pixels.get(ValueLayout.JAVA_BYTE, last);
      for (long at = from; at < last; at += ShardHeader.PAGE) {
        seen += pixels.get(ValueLayout.JAVA_BYTE, at);
      }
      return seen;
    } catch (InternalError e) {
      throw gone(e);
    }
  }

  /// The disk failed, or the file was cut short, while its pages were looked at.
  private DataException gone(InternalError e) {
    return Problem.at(path.toString(), "a part of the shard can't be read any more")
        .expected(Problem.count(header.fileBytes()) + " bytes, as when it was opened")
        .because(e)
        .mend("leave the files alone while they are in use, or check the disk");
  }
}
