package dev.kern.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResamplingTest {
  private static float[] resample(float[] image, int height, int width, int toHeight, int toWidth) {
    int channels = image.length / (height * width);
    float[] resampled = new float[toHeight * toWidth * channels];
    int length = width * channels;
    new Resampling(height, width, toHeight, toWidth, channels)
        .apply((i, row) -> System.arraycopy(image, i * length, row, 0, length), resampled, 0);
    return resampled;
  }

  private static float[] noise(int size) {
    Random random = new Random(size);
    float[] noise = new float[size];
    for (int i = 0; i < size; i++) {
      noise[i] = random.nextInt(256);
    }
    return noise;
  }

  @Test
  void meansOfAreasWhereItShrinks() {
    assertThat(resample(new float[] {0, 10, 20, 30, 40, 50, 60, 70}, 2, 4, 1, 2))
        .containsExactly(25, 45);
    // Two thirds of 9 and one third of 3; one third of 3 ... of a side from three to two.
    assertThat(resample(new float[] {9, 3, 0}, 1, 3, 1, 2)).containsExactly(7, 1);
  }

  @Test
  void interpolatesWhereItGrows() {
    assertThat(resample(new float[] {0, 8}, 1, 2, 1, 4)).containsExactly(0, 2, 6, 8);
    assertThat(resample(new float[] {0, 8}, 2, 1, 4, 1)).containsExactly(0, 2, 6, 8);
    assertThat(resample(new float[] {5}, 1, 1, 2, 3)).containsOnly(5);
  }

  @Test
  void treatsEachChannelByItself() {
    assertThat(resample(new float[] {0, 100, 200, 8, 100, 0}, 1, 2, 1, 1))
        .containsExactly(4, 100, 100);
  }

  @ParameterizedTest
  @CsvSource({
    "7, 5, 7, 5",
    "28, 28, 14, 14",
    "31, 17, 8, 16",
    "5, 9, 11, 23",
    "64, 3, 9, 30",
    "1, 40, 6, 7"
  })
  void invarianceOfSizeOfConstantsAndOfBounds(int height, int width, int toHeight, int toWidth) {
    float[] noise = noise(height * width * 3);
    float[] resampled = resample(noise, height, width, toHeight, toWidth);
    for (float value : resampled) {
      assertThat(value).isBetween(-1e-3f, 255.001f);
    }
    if (height == toHeight && width == toWidth) {
      assertThat(resampled).containsExactly(noise);
    }
    float[] constant = new float[height * width];
    Arrays.fill(constant, 200);
    for (float value : resample(constant, height, width, toHeight, toWidth)) {
      assertThat(value).isCloseTo(200, within(1e-3f));
    }
    if (toHeight <= height && toWidth <= width) {
      assertThat(mean(resampled)).isCloseTo(mean(noise), within(1e-2));
    }
  }

  /// Each new pixel, by the definition: the integral over its area divided by the area.
  @Test
  void agreesWithTheDefinition() {
    int from = 13;
    int to = 5;
    float[] noise = noise(from * from);
    float[] resampled = resample(noise, from, from, to, to);
    for (int i = 0; i < to; i++) {
      for (int j = 0; j < to; j++) {
        double sum = 0;
        for (int u = 0; u < from; u++) {
          for (int v = 0; v < from; v++) {
            sum += overlap(i, u, from, to) * overlap(j, v, from, to) * noise[u * from + v];
          }
        }
        double ratio = (double) from / to;
        assertThat((double) resampled[i * to + j]).isCloseTo(sum / ratio / ratio, within(1e-3));
      }
    }
  }

  private static double overlap(int pixel, int old, int from, int to) {
    double ratio = (double) from / to;
    return Math.max(0, Math.min((pixel + 1) * ratio, old + 1.0) - Math.max(pixel * ratio, old));
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
