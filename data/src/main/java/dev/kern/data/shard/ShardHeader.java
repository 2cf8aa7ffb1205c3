package dev.kern.data.shard;

import dev.kern.data.file.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/// The header of a shard, and the layout of the file.
///
/// | bytes from | count | content                                            |
/// |------------|-------|----------------------------------------------------|
/// | 0          | 8     | `89 4b 53 48 0d 0a 1a 0a`                          |
/// | 8          | 4     | the version, 1                                     |
/// | 12         | 4     | the type of the pixels: 1 for uint8, 2 for float32 |
/// | 16         | 12    | height, width, channels                            |
/// | 28         | 4     | how many images                                  |
/// | 32         | 32    | zeros                                              |
///
/// Then the labels, 4 bytes each; zeros up to a multiple of 4,096; the pixels. Everything is
/// little-endian.
///
/// @param pixels the type of the pixels
/// @param height rows of an image
/// @param width columns
/// @param channels numbers per pixel
/// @param count images, one or more
public record ShardHeader(PixelType pixels, int height, int width, int channels, int count) {
  /// Bytes of the header; the labels begin here.
  public static final int BYTES = 64;

  /// The alignment of the pixels: a page of memory.
  static final int PAGE = 4096;

  private static final byte[] MAGIC = HexFormat.of().parseHex("894b53480d0a1a0a");
  private static final int VERSION = 1;
  private static final int USED = 32;

  /// Bytes of one image.
  public long imageBytes() {
    return (long) height * width * channels * pixels.bytes();
  }

  /// The offset of the pixels.
  public long pixelsAt() {
    return Math.ceilDiv(BYTES + (long) Integer.BYTES * count, PAGE) * (long) PAGE;
  }

  /// Bytes of the whole file.
  public long fileBytes() {
    return pixelsAt() + count * imageBytes();
  }

  /// The header's bytes.
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putInt(VERSION)
        .putInt(pixels.code())
        .putInt(height)
        .putInt(width)
        .putInt(channels)
        .putInt(count)
        .array();
  }

  /// Fails with `DataException` if a file's first bytes aren't this header.
  ///
  /// @param where the file
  void expect(String where, byte[] found) {
    byte[] wanted = toBytes();
    if (!Arrays.equals(found, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw Problem.at(where, "not a valid shard")
          .given(hex(found, MAGIC.length))
          .expected(hex(MAGIC, MAGIC.length) + " at the start")
          .fix("convert or copy the data again");
    }
    if (!Arrays.equals(found, wanted)) {
      throw Problem.at(where, "the shard's header doesn't match the index")
          .given(hex(found, USED))
          .expected(hex(wanted, USED) + ", which is " + this)
          .fix("convert or copy the data again");
    }
  }

  private static String hex(byte[] bytes, int count) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, count);
  }

  /// `1000 images of 28 x 28 x 1, uint8`.
  @Override
  public String toString() {
    return "%d images of %d x %d x %d, %s".formatted(count, height, width, channels, pixels);
  }
}
