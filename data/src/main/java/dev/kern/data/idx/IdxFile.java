package dev.kern.data.idx;

import dev.kern.data.file.Content;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.Problem;
import dev.kern.data.file.StoredNumbers;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
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
/// Opening checks that the file has exactly the declared numbers, before memory is allocated.
/// Source: the description at the end of the MNIST page (LeCun, Cortes, Burges).
public final class IdxFile implements NumberArray, AutoCloseable {
  private static final int MOST_EXTENTS = 4;

  private final Content content;
  private final NumberType type;
  private final long[] shape;
  private final long dataAt;
  private final long size;

  private IdxFile(Content content, NumberType type, long[] shape) {
    this.content = content;
    this.type = type;
    this.shape = shape;
    this.dataAt = content.position();
    this.size = StoredNumbers.expectRest(content, this, shape, type.bytes());
  }

  /// Opens a file and checks its header against its length.
  ///
  /// Fails with `DataException` if it can't be read or isn't an IDX file.
  public static IdxFile open(Path path) {
    return of(Content.open(path));
  }

  /// The same for a file that is open: closing this closes it.
  public static IdxFile of(Content content) {
    return content.handOver(IdxFile::read);
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
      throw Problem.at(content.place(0), "not a valid IDX file")
          .given(hex(header))
          .expected("00 00 08 and the number of dimensions (08 is the type, bytes)")
          .fix("check the path");
    }
    if (rank < 1 || rank > MOST_EXTENTS) {
      throw Problem.at(content.place(3), "unsupported number of dimensions")
          .given(Integer.toString(rank))
          .expected("1 for labels, 3 for grey images, 4 for colour images")
          .fix("download or copy the file again");
    }
    long[] shape = new long[rank];
    for (int i = 0; i < rank; i++) {
      content.read(header, 0, header.length);
      shape[i] = NumberType.UINT32.wholeAt(header, 0, ByteOrder.BIG_ENDIAN);
    }
    return new IdxFile(content, type, shape);
  }

  private static String hex(byte[] bytes) {
    return String.format(
        Locale.ROOT, "%02x %02x %02x %02x", bytes[0], bytes[1], bytes[2], bytes[3]);
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public Optional<NumberType> type() {
    return Optional.of(type);
  }

  @Override
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

  /// As for any array, but fails for a type whose numbers aren't whole, whatever they are.
  @Override
  public int[] ints() {
    if (!type.whole()) {
      throw Problem.at(place(), "unsupported number type")
          .given(toString())
          .expected("uint8, or another integer type")
          .fix("check the path");
    }
    return NumberArray.super.ints();
  }

  @Override
  public StoredNumbers numbers() {
    int[] stored = IntStream.range(0, shape.length).toArray();
    StoredNumbers.Source source = StoredNumbers.Source.of(content, dataAt, size);
    return new StoredNumbers(this, type(), ByteOrder.BIG_ENDIAN, shape, stored, source);
  }

  @Override
  public void close() {
    content.close();
  }
}
