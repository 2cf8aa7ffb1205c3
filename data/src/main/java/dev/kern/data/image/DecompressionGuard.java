package dev.kern.data.image;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageReader;

/// Compares what an image's header claims with what the file holds, before a decoder of the JDK
/// believes it and allocates.
final class DecompressionGuard {
  /// More than any of the formats can pack into a byte: a code of GIF has 12 bits, and stands for
  /// at most 4096 pixels.
  private static final long MOST_PIXELS_PER_BYTE = 4096;

  private static final int LENGTH_AT = 2; // of the whole file
  private static final int PIXELS_AT = 10; // the place of the first
  private static final int HEADER_AT = 14;
  private static final int SHORT_HEADER = 12;
  private static final int PACKING_AT = 30; // 0 none, 1 and 2 run lengths, 3 and 6 masks
  private static final int PACKED_AT = 34; // the length of the packed pixels, or 0
  private static final int LONG_HEADER = 40; // from here on it says whether pixels are packed

  private DecompressionGuard() {}

  /// Fails with `DataException` if there are more pixels than the file can hold.
  static void check(String name, byte[] content, ImageReader reader) throws IOException {
    if (content[0] == 'B') {
      checkBmp(name, content);
    }
    long pixels = (long) reader.getHeight(0) * reader.getWidth(0);
    if (pixels > MOST_PIXELS_PER_BYTE * content.length) {
      throw Problem.at(name, "the header claims more pixels than the file can hold")
          .given(
              "%s pixels in %s bytes"
                  .formatted(Problem.count(pixels), Problem.count(content.length)))
          .expected("at most " + Problem.count(MOST_PIXELS_PER_BYTE * content.length) + " pixels")
          .fix("download or copy the file again");
    }
  }

  /// The decoder allocates what these claim, and hands embedded JPEG and PNG files to others.
  private static void checkBmp(String name, byte[] content) {
    if (content.length < HEADER_AT + SHORT_HEADER) {
      throw broken(name, "the header is truncated");
    }
    ByteBuffer bmp = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    long pixelsAt = number(bmp, PIXELS_AT);
    if (pixelsAt > content.length) {
      throw broken(name, "the pixels start at byte " + Problem.count(pixelsAt));
    }
    if (number(bmp, HEADER_AT) < LONG_HEADER) {
      return;
    }
    if (content.length < HEADER_AT + LONG_HEADER) {
      throw broken(name, "the header is truncated");
    }
    int packing = bmp.getInt(PACKING_AT);
    if (packing == 4 || packing == 5) {
      throw broken(name, "it embeds a " + (packing == 4 ? "JPEG" : "PNG") + " file");
    }
    long packed = number(bmp, PACKED_AT);
    long claimed = packed == 0 ? number(bmp, LENGTH_AT) : packed;
    if ((packing == 1 || packing == 2) && claimed > content.length) {
      throw broken(name, "it claims %s bytes of compressed data".formatted(Problem.count(claimed)));
    }
  }

  private static long number(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }

  private static DataException broken(String name, String how) {
    return Problem.at(name, "the BMP image is broken: " + how)
        .fix("download, copy or save it again");
  }
}
