package dev.kern.fuzz;

import dev.kern.data.ImageShape;
import dev.kern.data.Images;
import dev.kern.data.Normalization;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Damaged pictures of every format.
final class PictureFuzzTest {
  private static final int GREY = BufferedImage.TYPE_BYTE_GRAY;
  private static final int RGB = BufferedImage.TYPE_INT_RGB;
  private static final int RGBA = BufferedImage.TYPE_INT_ARGB;
  private static final int GREY16 = BufferedImage.TYPE_USHORT_GRAY;
  private static final int PALETTE = BufferedImage.TYPE_BYTE_INDEXED;
  private static final int BITS = BufferedImage.TYPE_BYTE_BINARY;

  private static void fuzz(List<byte[]> seeds) {
    ImageShape shape = new ImageShape(7, 9, 1);
    Fuzz.bytes(seeds)
        .read(content -> Images.decode("fuzzed", content, shape, Normalization.COURSE));
  }

  @Test
  void png() {
    List<byte[]> made = Seeds.pictures("png", GREY, RGB, RGBA, GREY16, PALETTE, BITS);
    fuzz(Seeds.together(made, Seeds.shared("data/attacks/png", ".png")));
  }

  private static List<byte[]> jpegs() {
    return Seeds.together(
        Seeds.pictures("jpeg", GREY, RGB),
        List.of(Seeds.progressive(GREY), Seeds.progressive(RGB)));
  }

  @Test
  void jpeg() {
    fuzz(jpegs());
  }

  @Test
  void jpegOfAnySize() {
    ImageShape shape = new ImageShape(7, 9, 3);
    Fuzz.bytes(jpegs())
        .read(content -> Images.resize("fuzzed", content, shape, Normalization.COURSE));
  }

  @Test
  void bmp() {
    fuzz(Seeds.pictures("bmp", GREY, RGB, PALETTE, BITS));
  }

  @Test
  void gif() {
    fuzz(Seeds.pictures("gif", GREY, PALETTE, BITS));
  }
}
