package dev.kern.fuzz;

import dev.kern.data.ImageFiles;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.image.ImageDecoder;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Damaged images of every format.
@Tag("repeated")
final class ImageFuzzTest {
  private static final int GREY = BufferedImage.TYPE_BYTE_GRAY;
  private static final int RGB = BufferedImage.TYPE_INT_RGB;
  private static final int RGBA = BufferedImage.TYPE_INT_ARGB;
  private static final int GREY16 = BufferedImage.TYPE_USHORT_GRAY;
  private static final int PALETTE = BufferedImage.TYPE_BYTE_INDEXED;
  private static final int BITS = BufferedImage.TYPE_BYTE_BINARY;

  private static void fuzz(String name, List<byte[]> seeds) {
    Fuzz.bytes(seeds).read(name, ImageFuzzTest::read);
  }

  /// Reads an image of whatever size, as data sets do, and of one size, as classifiers do.
  private static void read(byte[] content) {
    ImageDecoder.read("fuzzed", content);
    ImageFiles.decode("fuzzed", content, new ImageShape(7, 9, 1), Normalization.COURSE);
  }

  private static List<byte[]> pngs() {
    List<byte[]> made = Seeds.images("png", GREY, RGB, RGBA, GREY16, PALETTE, BITS);
    return Seeds.together(made, Seeds.fixtures("attacks/png", ".png"));
  }

  @Test
  void png() {
    fuzz("PNG", pngs());
  }

  /// Changed bytes are found by the checksums, so these are changed with them.
  @Test
  void forgedPng() {
    Fuzz.bytes(pngs()).read("PNG with right checksums", content -> read(withChecksums(content)));
  }

  private static byte[] withChecksums(byte[] content) {
    ByteBuffer png = ByteBuffer.wrap(content);
    for (int at = 8; at + 12 <= content.length; ) {
      int length = png.getInt(at);
      if (length < 0 || length > content.length - at - 12) {
        break;
      }
      CRC32 sum = new CRC32();
      sum.update(content, at + 4, length + 4);
      png.putInt(at + 8 + length, (int) sum.getValue());
      at += 12 + length;
    }
    return content;
  }

  private static List<byte[]> jpegs() {
    return Seeds.together(
        Seeds.images("jpeg", GREY, RGB), List.of(Seeds.progressive(GREY), Seeds.progressive(RGB)));
  }

  @Test
  void jpeg() {
    fuzz("JPEG", jpegs());
  }

  @Test
  void jpegOfAnySize() {
    ImageShape shape = new ImageShape(7, 9, 3);
    Fuzz.bytes(jpegs())
        .read(
            "JPEG, resized",
            content -> ImageFiles.resize("fuzzed", content, shape, Normalization.COURSE));
  }

  @Test
  void bmp() {
    fuzz("BMP", Seeds.images("bmp", GREY, RGB, PALETTE, BITS));
  }

  @Test
  void gif() {
    fuzz("GIF", Seeds.images("gif", GREY, PALETTE, BITS));
  }
}
