package dev.kern.data.idx;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.Problem;
import dev.kern.data.file.Room;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An IDX file, gzipped or not, open for reading.
///
/// | bytes        | content                                  |
/// |--------------|------------------------------------------|
/// | 2            | zeros                                    |
/// | 1            | the number type: 8 for bytes             |
/// | 1            | how many extents                         |
/// | 4 per extent | the extent, big-endian                   |
/// | rest         | the numbers, row-major, big-endian       |
///
/// Opening checks that the numbers are there, all of them and no more, before any memory is spent.
/// Source: the description at the end of the MNIST page (LeCun, Cortes, Burges).
public final class IdxFile implements AutoCloseable {
  private static final int MOST_EXTENTS = 4;
  private static final int CHUNK = 1 << 16;

  private final Content content;
  private final NumberType type;
  private final long[] shape;
  private final long dataAt;

  private IdxFile(Content content, NumberType type, long[] shape, long dataAt) {
    this.content = content;
    this.type = type;
    this.shape = shape;
    this.dataAt = dataAt;
  }

  /// Opens a file and checks its header against its length.
  ///
  /// Fails with `DataException` if it can't be read or isn't an IDX file.
  public static IdxFile open(Path path) {
    Content content = Content.open(path);
    try {
      return read(content);
    } catch (RuntimeException e) {
      content.close();
      throw e;
    }
  }

  /// Whether the content begins as an IDX file does.
  public static boolean accepts(Content content) {
    for (int code = 8; code <= 14; code++) {
      if (type(code) != null
          && content.startsWith(0, 0, code)
          && !content.startsWith(0, 0, code, 0)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable NumberType type(int code) {
    return switch (code) {
      case 0x08 -> NumberType.UINT8;
      case 0x09 -> NumberType.INT8;
      case 0x0b -> NumberType.INT16;
      case 0x0c -> NumberType.INT32;
      case 0x0d -> NumberType.FLOAT32;
      case 0x0e -> NumberType.FLOAT64;
      default -> null;
    };
  }

  private static IdxFile read(Content content) {
    byte[] header = new byte[4];
    content.read(header, 0, header.length);
    NumberType type = type(header[2]);
    int rank = header[3] & 0xff;
    if (header[0] != 0 || header[1] != 0 || type == null) {
      throw Problem.at(content.place(0), "this is no IDX file")
          .given(hex(header))
          .expected("00 00 08 and the number of extents (08 is the type, bytes)")
          .mend("check that the path names the right file");
    }
    if (rank < 1 || rank > MOST_EXTENTS) {
      throw Problem.at(content.place(3), "an unlikely number of extents")
          .given(Integer.toString(rank))
          .expected("1 for labels, 3 for grey pictures, 4 for pictures in colour")
          .mend("download or copy the file again");
    }
    long[] shape = new long[rank];
    boolean overflow = false;
    long wanted = type.bytes();
    for (int i = 0; i < rank; i++) {
      content.read(header, 0, header.length);
      shape[i] = NumberType.UINT32.wholeAt(header, 0, ByteOrder.BIG_ENDIAN);
      overflow |= Math.multiplyHigh(wanted, shape[i]) != 0 || wanted * shape[i] < 0;
      wanted *= shape[i];
    }
    long dataAt = content.position();
    IdxFile file = new IdxFile(content, type, shape, dataAt);
    file.checkLength(overflow ? Long.MAX_VALUE : wanted);
    return file;
  }

  private void checkLength(long wanted) {
    long there = content.skipRest();
    if (there != wanted) {
      throw Problem.at(content.place(dataAt), "the header and the length of the file don't agree")
          .given(this + ", and " + Problem.count(there) + " bytes of numbers")
          .expected(wanted == Long.MAX_VALUE ? "far more" : Problem.count(wanted) + " bytes")
          .mend("download or copy the file again");
    }
  }

  private static String hex(byte[] bytes) {
    return String.format(
        Locale.ROOT, "%02x %02x %02x %02x", bytes[0], bytes[1], bytes[2], bytes[3]);
  }

  /// The extents.
  public long[] shape() {
    return shape.clone();
  }

  /// The number type.
  public NumberType type() {
    return type;
  }

  /// The place of its numbers, for messages.
  public String place() {
    return content.place(dataAt);
  }

  /// Type and shape: `uint8 60000 x 28 x 28`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(type.toString());
    for (int i = 0; i < shape.length; i++) {
      text.append(i == 0 ? " " : " x ").append(shape[i]);
    }
    return text.toString();
  }

  /// The numbers, which must be bytes.
  public byte[] bytes() {
    if (type != NumberType.UINT8) {
      throw wrongType("uint8");
    }
    byte[] into = Room.bytes(place(), size());
    content.goTo(dataAt);
    content.read(into, 0, into.length);
    return into;
  }

  /// The numbers as float32.
  public float[] floats() {
    float[] into = Room.floats(place(), size());
    byte[] chunk = new byte[CHUNK];
    content.goTo(dataAt);
    for (int done = 0; done < into.length; ) {
      int count = Math.min(CHUNK / type.bytes(), into.length - done);
      content.read(chunk, 0, count * type.bytes());
      type.floats(chunk, count, ByteOrder.BIG_ENDIAN, into, done);
      done += count;
    }
    return into;
  }

  /// The numbers as int32; they must be whole.
  public int[] ints() {
    if (!type.whole()) {
      throw wrongType("uint8, or another type of whole numbers");
    }
    int[] into = Room.ints(place(), size());
    byte[] number = new byte[Long.BYTES];
    content.goTo(dataAt);
    for (int i = 0; i < into.length; i++) {
      content.read(number, 0, type.bytes());
      into[i] = (int) type.wholeAt(number, 0, ByteOrder.BIG_ENDIAN); // IDX has at most 32 bits
    }
    return into;
  }

  private DataException wrongType(String expected) {
    return Problem.at(place(), "the file holds another type of numbers")
        .given(toString())
        .expected(expected)
        .mend("check that the path names the right file");
  }

  private long size() {
    long size = 1;
    for (long extent : shape) {
      size *= extent;
    }
    return size;
  }

  @Override
  public void close() {
    content.close();
  }
}
