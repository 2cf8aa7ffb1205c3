package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.format.DatasetReader;
import dev.kern.data.format.Datasets;
import dev.kern.data.image.PngWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Images keep their aspect ratio where that is asked for.
final class ResizeModeTest {
  private static final Normalization NONE = new Normalization(0, 1);

  private static byte[] resized(int height, int width, int toHeight, int toWidth, ResizeMode mode) {
    byte[] pixels = new byte[height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (1 + i);
    }
    ImageShape to = new ImageShape(toHeight, toWidth, 1);
    byte[] into = new byte[to.size()];
    Resizer.ofBytes(height, width, 1, to, mode).apply(pixels, 0, new float[into.length], into, 0);
    return into;
  }

  @Test
  void cropTakesTheMiddle() {
    assertThat(resized(2, 4, 2, 2, ResizeMode.CROP)).containsExactly(2, 3, 6, 7);
    assertThat(resized(4, 2, 2, 2, ResizeMode.CROP)).containsExactly(3, 4, 5, 6);
    assertThat(resized(1, 5, 1, 1, ResizeMode.CROP)).containsExactly(3);
    assertThat(resized(2, 4, 1, 1, ResizeMode.CROP)).containsExactly(5); // 4.5
    assertThat(resized(2, 2, 4, 2, ResizeMode.CROP)).hasSize(8);
    assertThat(resized(2, 2, 2, 2, ResizeMode.CROP)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void padPutsBlackBarsAround() {
    assertThat(resized(1, 3, 3, 3, ResizeMode.PAD)).containsExactly(0, 0, 0, 1, 2, 3, 0, 0, 0);
    assertThat(resized(3, 1, 3, 3, ResizeMode.PAD)).containsExactly(0, 1, 0, 0, 2, 0, 0, 3, 0);
    assertThat(resized(1, 8, 2, 2, ResizeMode.PAD)).startsWith(3, 7); // half a row is one
    assertThat(resized(2, 2, 2, 2, ResizeMode.PAD)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void floatsArePaddedWithTheirBlack() {
    ImageShape from = new ImageShape(1, 2, 1);
    ImageShape to = new ImageShape(2, 2, 1);
    float[] into = new float[4];
    float[] image = {0.25f, 0.5f};
    Resizer.ofFloats(from, to, ResizeMode.PAD, -0.5f, 0.5f).apply(i -> image[i], into, 0);
    assertThat(into).containsExactly(0.25f, 0.5f, -0.5f, -0.5f);
  }

  /// A photo whose outer thirds are white and whose middle is grey, as a file that is decoded at a
  /// fraction and as one that isn't.
  @ParameterizedTest
  @EnumSource(
      value = ResizeMode.class,
      names = {"CROP", "PAD"})
  void largePhotosAreResizedAlike(ResizeMode mode) throws IOException {
    int height = 320;
    int width = 960;
    byte[] pixels = new byte[height * width];
    for (int i = 0; i < pixels.length; i++) {
      int column = i % width;
      pixels[i] = (byte) (column < 320 || column >= 640 ? 255 : 100 + column / 10);
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, width, height, pixels);
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", jpeg);
    ImageShape to = new ImageShape(16, 16, 1);
    float[] reduced = ImageFiles.resize("a", jpeg.toByteArray(), to, NONE, mode);
    float[] whole = ImageFiles.resize("b", PngWriter.of(pixels, height, width, 1), to, NONE, mode);
    float[] memory = ImageFiles.resize(image, to, NONE, mode);
    assertThat(memory).containsExactly(whole);
    for (int i = 0; i < whole.length; i++) {
      assertThat(reduced[i]).isCloseTo(whole[i], within(8f));
    }
    if (mode == ResizeMode.CROP) {
      assertThat(whole[8 * 16 + 8]).isCloseTo(149, within(2f));
      assertThat(whole[8 * 16]).isLessThan(140);
    } else {
      assertThat(whole[0]).isZero();
      assertThat(whole[7 * 16]).isEqualTo(255);
      assertThat(whole[15 * 16]).isZero();
    }
  }

  @Test
  void aDataSetRecordsAndSaysIt(@TempDir Path folder) throws IOException {
    for (String name : List.of("A/0.png", "A/1.png", "B/2.png", "B/3.png")) {
      Path path = folder.resolve(name);
      Files.createDirectories(path.getParent());
      Files.write(path, PngWriter.of(new byte[] {10, 20, 30}, 1, 3, 1));
    }
    ImageTarget size = ImageTarget.to(1, 1).withMode(ResizeMode.CROP);
    Dataset data = DatasetReader.usual().sizing(size).open(folder);
    assertThat(data.provenance().fit()).contains(ResizeMode.CROP);
    float[] pixel = new float[1];
    data.train().pixels(0, pixel, 0);
    assertThat(pixel[0]).isEqualTo(Normalization.COURSE.table()[20]);
    assertThat(data.warnings())
        .contains("images of 1 x 3 were resized to 1 x 1, after cutting out their middle");
    ImageTarget pad = ImageTarget.to(3, 3).withMode(ResizeMode.PAD);
    Dataset padded = Datasets.open(folder, pad);
    assertThat(padded.provenance().fit()).contains(ResizeMode.PAD);
    assertThat(padded.warnings())
        .contains(
            "images of 1 x 3 were resized to 3 x 3, with black bars, which keep their aspect"
                + " ratio");
  }
}
