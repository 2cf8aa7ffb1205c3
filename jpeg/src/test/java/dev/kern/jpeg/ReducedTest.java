package dev.kern.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kern.testing.AllocatedBytes;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Images decoded at a fraction of their size: the means of what is decoded in full.
final class ReducedTest {
  private static final long MOST_PIXELS = 1 << 26;
  private static final int[] SAMPLINGS = {11, 21, 12, 22, 41, 14, 42, 24};

  /// Without values near 0 and 255, where samples are cut off before means are taken.
  private static byte[] file(
      boolean grey, int height, int width, boolean progressive, int sampling) {
    Random random = new Random(31L * height + width);
    BufferedImage image = JpegFiles.image(grey, height, width, random);
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        for (int c = 0; c < image.getRaster().getNumBands(); c++) {
          image.getRaster().setSample(j, i, c, 80 + image.getRaster().getSample(j, i, c) * 3 / 8);
        }
      }
    }
    return JpegFiles.write(image, new JpegFiles.Kind(grey, 0.95f, progressive, sampling, 0));
  }

  private static JpegImage read(byte[] content, int shrink) throws JpegException {
    return JpegReader.open(content).read(MOST_PIXELS, shrink);
  }

  /// The greatest and the mean distance from the means of squares of the whole image.
  private static double[] distances(byte[] content, int shrink) throws JpegException {
    JpegImage whole = read(content, 1);
    JpegImage reduced = read(content, shrink);
    int channels = whole.channels();
    assertThat(reduced.height()).isEqualTo(Math.ceilDiv(whole.height(), shrink));
    assertThat(reduced.width()).isEqualTo(Math.ceilDiv(whole.width(), shrink));
    assertThat(reduced.pixels()).hasSize(reduced.height() * reduced.width() * channels);
    double most = 0;
    double sum = 0;
    int count = 0;
    for (int i = 0; i < whole.height() / shrink; i++) {
      for (int j = 0; j < whole.width() / shrink; j++) {
        for (int c = 0; c < channels; c++) {
          int total = 0;
          for (int k = 0; k < shrink * shrink; k++) {
            int row = i * shrink + k / shrink;
            int column = j * shrink + k % shrink;
            total += whole.pixels()[(row * whole.width() + column) * channels + c] & 0xff;
          }
          int value = reduced.pixels()[(i * reduced.width() + j) * channels + c] & 0xff;
          double distance = Math.abs(value - (double) total / (shrink * shrink));
          most = Math.max(most, distance);
          sum += distance;
          count++;
        }
      }
    }
    return new double[] {most, sum / count};
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void greyPixelsAreMeansOfSquares(int shrink) throws JpegException {
    for (boolean progressive : new boolean[] {false, true}) {
      double[] far = distances(file(true, 45, 83, progressive, 11), shrink);
      assertThat(far[0]).isLessThan(1.01);
      assertThat(far[1]).isLessThan(0.5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void colouredPixelsAreMeansOfSquaresButForMixedColours(int shrink) throws JpegException {
    for (int sampling : SAMPLINGS) {
      double[] far = distances(file(false, 90, 83, false, sampling), shrink);
      assertThat(far[1]).as("sampling %d", sampling).isLessThan(sampling == 11 ? 1 : 4);
    }
    assertThat(distances(file(false, 90, 83, false, 11), shrink)[0]).isLessThan(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 8})
  void progressiveFilesGiveTheSame(int shrink) throws JpegException {
    for (int sampling : SAMPLINGS) {
      assertThat(read(file(false, 41, 67, true, sampling), shrink).pixels())
          .isEqualTo(read(file(false, 41, 67, false, sampling), shrink).pixels());
    }
  }

  @Test
  void theSmallestImagesHaveAPixel() throws JpegException {
    for (int side = 1; side <= 17; side++) {
      for (int shrink : new int[] {2, 4, 8}) {
        JpegImage image = read(file(false, side, 18 - side, false, 22), shrink);
        assertThat(image.height()).isEqualTo(Math.ceilDiv(side, shrink));
        assertThat(image.width()).isEqualTo(Math.ceilDiv(18 - side, shrink));
      }
    }
  }

  /// A constant has no frequencies: it stays what it is, also beyond the edge.
  @Test
  void constantsStay() throws JpegException {
    BufferedImage image = new BufferedImage(19, 21, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 21 * 19; i++) {
      image.getRaster().setSample(i % 19, i / 19, 0, 200);
    }
    byte[] content = JpegFiles.write(image, new JpegFiles.Kind(true, 0.9f, false, 11, 0));
    for (int shrink : new int[] {1, 2, 4, 8}) {
      for (byte value : read(content, shrink).pixels()) {
        assertThat(value & 0xff).isBetween(199, 201);
      }
    }
  }

  @Test
  void damageIsFoundAsInTheWhole() {
    byte[] content = file(false, 40, 40, false, 22);
    for (int length = 0; length < content.length - 3; length += 3) { // the end marker may lack
      byte[] cut = Arrays.copyOf(content, length);
      for (int shrink : new int[] {1, 2, 8}) {
        assertThatExceptionOfType(JpegException.class).isThrownBy(() -> read(cut, shrink));
      }
    }
  }

  /// Whatever the coefficients: no index leaves its array.
  @Test
  void damagedFilesAreReadOrRefusedAlike() {
    byte[] good = file(false, 20, 20, false, 21);
    for (int i = 0; i < good.length; i++) {
      for (int value : new int[] {1, 0x7f, 0xff}) {
        byte[] content = good.clone();
        content[i] ^= (byte) value;
        assertThat(isRead(content, 4)).isEqualTo(isRead(content, 1));
        assertThat(isRead(content, 8)).isEqualTo(isRead(content, 1));
      }
    }
  }

  private static boolean isRead(byte[] content, int shrink) {
    try {
      JpegReader.open(content).read(1 << 20, shrink);
      return true;
    } catch (JpegException _) {
      return false;
    }
  }

  @Test
  void memoryShrinksWithTheImage() throws JpegException {
    byte[] content = file(false, 800, 1000, false, 22);
    read(content, 8);
    long allocated =
        AllocatedBytes.of(
            () -> {
              try {
                read(content, 8);
              } catch (JpegException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(allocated).isLessThan(200_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 3, 16})
  void otherFractionsAreRefused(int shrink) {
    byte[] content = file(true, 8, 8, false, 11);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(content, shrink))
        .withMessage("shrink is 1, 2, 4 or 8, and at most 8 for this file, given " + shrink);
  }

  @Test
  void thirdsOfColoursAreReadWhole() throws JpegException {
    for (int sampling : new int[] {31, 13}) {
      byte[] content = file(false, 20, 20, false, sampling);
      assertThat(JpegReader.open(content).mostShrink()).isEqualTo(1);
      assertThat(read(content, 1).width()).isEqualTo(20);
      assertThatIllegalArgumentException().isThrownBy(() -> read(content, 2));
    }
    assertThat(JpegReader.open(file(false, 9, 9, false, 22)).mostShrink()).isEqualTo(8);
  }
}
