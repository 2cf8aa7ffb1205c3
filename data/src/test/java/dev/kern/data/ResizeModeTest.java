package dev.kern.data;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.file.DataException;
import dev.kern.data.format.DatasetReader;
import dev.kern.data.format.Datasets;
import dev.kern.data.image.PngWriter;
import dev.kern.json.RecordMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void shorterSidesAreBroughtToALength() {
    ResizeMode two = ResizeMode.parse("2");
    assertThat(resized(2, 4, 2, 2, two)).containsExactly(2, 3, 6, 7);
    assertThat(resized(2, 4, 1, 1, two)).containsExactly(3); // row rint(1 / 2), column rint(3 / 2)
    assertThat(resized(2, 2, 2, 2, two)).containsExactly(1, 2, 3, 4);
    assertThat(resized(4, 3, 4, 2, two)).containsExactly(0, 0, 3, 5, 8, 10, 0, 0);
  }

  /// Floats round a few sums otherwise than Pillow's whole numbers, by a step of 255.
  @Test
  void shorterSidesAreAsByPillow() throws IOException {
    try (InputStream in = ResizeModeTest.class.getResourceAsStream("pillow.txt")) {
      String all = new String(requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      int different = 0;
      for (String line : all.lines().skip(1).toList()) {
        String[] words = line.split(" ");
        int height = Integer.parseInt(words[0]);
        int width = Integer.parseInt(words[1]);
        int size = Integer.parseInt(words[3]);
        byte[] expected = Base64.getDecoder().decode(words[4]);
        byte[] pixels = new byte[height * width * 3];
        for (int i = 0; i < pixels.length; i++) {
          pixels[i] = (byte) ((i * 2654435761L) >> 7);
        }
        ImageShape to = new ImageShape(size, size, 3);
        byte[] into = new byte[to.size()];
        Resizer.ofBytes(height, width, 3, to, ResizeMode.parse(words[2]))
            .apply(pixels, 0, new float[into.length], into, 0);
        for (int i = 0; i < into.length; i++) {
          int difference = Math.abs((into[i] & 0xff) - (expected[i] & 0xff));
          assertThat(difference).as("byte %d of %s", i, line).isLessThanOrEqualTo(1);
          different += difference;
        }
      }
      assertThat(different).isLessThan(8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stretch", "reducedStretch", "crop", "pad", "256", "232,bicubic"})
  void isReadAsItIsWritten(ResizeMode mode) {
    assertThat(ResizeMode.parse(mode.toString())).isEqualTo(mode);
    assertThat(RecordMapper.PLAIN.parse("a", RecordMapper.PLAIN.line(mode), ResizeMode.class))
        .isEqualTo(mode);
  }

  @Test
  void refusesWhatItIsNot() {
    assertThatThrownBy(() -> ResizeMode.parse("256,cubic"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "not a way of resizing: '256,cubic'; there are stretch, crop, pad, or a shorter side"
                + " such as 256 or 256,bicubic");
    assertThatThrownBy(() -> RecordMapper.PLAIN.parse("a", "\"centre\"", ResizeMode.class))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not a way of resizing: 'centre'");
    assertThatThrownBy(() -> ResizeMode.parse("9999")).hasMessageContaining("1 to 8,192 pixels");
    ResizeMode short200 = ResizeMode.parse("200");
    ImageTarget size = ImageTarget.to(224, 224);
    assertThatThrownBy(() -> size.withMode(short200))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a shorter side of 200 pixels is too short for images of 224 x 224");
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
  @ValueSource(strings = {"crop", "pad"})
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
    if (mode.equals(ResizeMode.CROP)) {
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
