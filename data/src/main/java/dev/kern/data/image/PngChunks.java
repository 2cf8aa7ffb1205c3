package dev.kern.data.image;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.jpeg.Orientation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/// The chunks that a PNG file consists of: length, type, data, checksum; the last is `IEND`.
///
/// Source: PNG specification (W3C, third edition), section 5.3.
final class PngChunks {
  private static final int SIGNATURE = 8;
  private static final int EXIF = 0x65584966; // eXIf
  private static final int AROUND = 12; // length, type and checksum of a chunk

  private PngChunks() {}

  /// Fails with `DataException` if a chunk is cut off or its checksum is wrong.
  static void check(String name, byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content); // big-endian
    int at = SIGNATURE;
    while (true) {
      if (content.length - at < AROUND) {
        throw wrong(name, at, "the PNG file ends before its IEND chunk", "", "");
      }
      int length = bytes.getInt(at);
      if (length < 0 || length > content.length - at - AROUND) {
        throw wrong(
            name,
            at,
            "a PNG chunk is longer than the file",
            Problem.count(length & 0xffffffffL) + " bytes",
            "at most " + Problem.count(content.length - at - AROUND));
      }
      CRC32 sum = new CRC32();
      sum.update(content, at + 4, length + 4);
      int given = bytes.getInt(at + 8 + length);
      String type = new String(content, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (given != (int) sum.getValue()) {
        throw wrong(
            name,
            at + 8 + length,
            "checksum mismatch in the PNG chunk " + Problem.quote(type),
            hex(given),
            hex((int) sum.getValue()));
      }
      if (type.equals("IEND")) {
        return;
      }
      at += AROUND + length;
    }
  }

  /// How an image is turned to be seen, as its EXIF chunk says, if it has one.
  ///
  /// Source: PNG specification (W3C, third edition), section 11.3.4.5, "eXIf".
  static Orientation orientation(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    int at = SIGNATURE;
    while (content.length - at >= AROUND) {
      int length = bytes.getInt(at);
      if (length < 0 || length > content.length - at - AROUND) {
        break;
      }
      if (bytes.getInt(at + 4) == EXIF) {
        return Orientation.ofExif(content, at + 8, at + 8 + length);
      }
      at += AROUND + length;
    }
    return Orientation.UPRIGHT;
  }

  private static DataException wrong(
      String name, int at, String what, String given, String expected) {
    Problem problem = Problem.at(name + ", byte " + Problem.count(at), what);
    return (given.isEmpty() ? problem : problem.given(given).expected(expected))
        .fix("download, copy or save it again");
  }

  private static String hex(int value) {
    return String.format(Locale.ROOT, "%08x", value);
  }
}
