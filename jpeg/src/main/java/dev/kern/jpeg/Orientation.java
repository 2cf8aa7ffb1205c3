package dev.kern.jpeg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How a stored image is turned or mirrored to be seen: the orientation of its EXIF data.
///
/// Source: CIPA DC-008, "Exif 2.32", section 4.6.4 A, tag 274; the numbers of the constants are 1
/// to 8, in this order.
public enum Orientation {
  /// As it is stored.
  UPRIGHT(false, false, false),
  /// Mirrored: the first column is the right one.
  MIRRORED(false, false, true),
  /// Turned by 180 degrees.
  UPSIDE_DOWN(false, true, true),
  /// Flipped: the first row is the lowest one.
  FLIPPED(false, true, false),
  /// Rows become columns: the first row is the left column.
  TRANSPOSED(true, false, false),
  /// Turned clockwise by 90 degrees: the first row is the right column.
  CLOCKWISE(true, true, false),
  /// Transposed and turned by 180 degrees.
  TRANSVERSED(true, true, true),
  /// Turned anticlockwise by 90 degrees: the first row is the left column, from below.
  ANTICLOCKWISE(true, false, true);

  private static final int TAG = 0x0112;
  private static final int HEADER = 8; // byte order, 42, the place of the first directory
  private static final int ENTRY = 12;
  private static final int BYTE = 1; // the types of numbers
  private static final int SHORT = 3;

  private final boolean swaps;
  private final boolean fromBelow; // rows of the stored image
  private final boolean fromRight; // its columns

  Orientation(boolean swaps, boolean fromBelow, boolean fromRight) {
    this.swaps = swaps;
    this.fromBelow = fromBelow;
    this.fromRight = fromRight;
  }

  /// What EXIF data say; [#UPRIGHT] if they say nothing, or nothing that makes sense.
  ///
  /// @param content the bytes that the data are among, which begin with their byte order, `II` or
  ///   `MM`
  /// @param from the first of them
  /// @param to behind the last
  public static Orientation ofExif(byte[] content, int from, int to) {
    ByteBuffer exif = ByteBuffer.wrap(content, from, to - from).slice();
    if (exif.remaining() < HEADER) {
      return UPRIGHT;
    }
    boolean little = exif.get(0) == 'I';
    exif.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = exif.getInt(4);
    if (exif.get(0) != exif.get(1) || directory < HEADER || directory > exif.limit() - 2) {
      return UPRIGHT;
    }
    int entries = exif.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int at = directory + 2 + i * ENTRY;
      if (at < 0 || at > exif.limit() - ENTRY) {
        return UPRIGHT;
      }
      if ((exif.getShort(at) & 0xffff) == TAG) {
        return ofNumber(number(exif, at));
      }
    }
    return UPRIGHT;
  }

  private static int number(ByteBuffer exif, int entry) {
    return switch (exif.getShort(entry + 2)) {
      case BYTE -> exif.get(entry + 8);
      case SHORT -> exif.getShort(entry + 8);
      default -> exif.getInt(entry + 8);
    };
  }

  private static Orientation ofNumber(int number) {
    return number < 1 || number > values().length ? UPRIGHT : values()[number - 1];
  }

  /// Whether rows become columns, so that height and width change places.
  public boolean swaps() {
    return swaps;
  }

  /// The image as it is to be seen; the same array if it is [#UPRIGHT].
  ///
  /// @param stored `[height, width, channels]`
  /// @param height rows of the stored image
  /// @param width its columns
  public byte[] turned(byte[] stored, int height, int width, int channels) {
    if (this == UPRIGHT) {
      return stored;
    }
    byte[] seen = new byte[height * width * channels];
    int rows = swaps ? width : height;
    int columns = swaps ? height : width;
    int at = 0;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int i = swaps ? x : y;
        int j = swaps ? y : x;
        int row = fromBelow ? height - 1 - i : i;
        int column = fromRight ? width - 1 - j : j;
        int from = (row * width + column) * channels;
        for (int c = 0; c < channels; c++) {
          seen[at++] = stored[from + c];
        }
      }
    }
    return seen;
  }
}
