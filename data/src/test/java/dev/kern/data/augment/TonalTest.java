package dev.kern.data.augment;

import static dev.kern.data.augment.Augmentation.brightness;
import static dev.kern.data.augment.Augmentation.contrast;
import static dev.kern.data.augment.Augmentation.erase;
import static dev.kern.data.augment.Augmentation.invert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.ImageShape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the values of pixels become.
final class TonalTest {
  private static final ImageShape SHAPE = new ImageShape(10, 14, 1);
  private static final int IMAGES = 2_000;

  /// Values from 0 to 2, their mean 1.
  private static float[] image() {
    float[] pixels = new float[SHAPE.size()];
    for (int k = 0; k < pixels.length; k++) {
      pixels[k] = 2f * k / (pixels.length - 1);
    }
    return pixels;
  }

  private static float[] changed(Tonal change, int step) {
    float[] pixels = image();
    Augmenter.of(List.of(change), SHAPE, 2, 1).change(step, 0, pixels);
    return pixels;
  }

  private static double spread(float... values) {
    double mean = IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElse(0);
    return Math.sqrt(
        IntStream.range(0, values.length)
            .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
            .average()
            .orElse(0));
  }

  @Test
  void brightnessMovesAllValuesAlike() {
    float[] moves = new float[IMAGES];
    for (int step = 0; step < IMAGES; step++) {
      float[] pixels = changed(brightness(0.3), step);
      float move = pixels[0];
      moves[step] = move;
      for (int k = 0; k < pixels.length; k++) {
        assertThat(pixels[k]).isCloseTo(image()[k] + move, within(1e-6f));
      }
      assertThat(move).isBetween(-0.6f, 0.6f);
    }
    assertThat(spread(moves)).isCloseTo(0.6 / Math.sqrt(3), within(0.01));
  }

  @Test
  void contrastMovesValuesFromTheirMean() {
    int wider = 0;
    for (int step = 0; step < IMAGES; step++) {
      float[] pixels = changed(contrast(0.5), step);
      float factor = 1 - pixels[0];
      wider += factor > 1 ? 1 : 0;
      assertThat(factor).isBetween(1 / 1.5f - 1e-5f, 1.5f + 1e-5f);
      for (int k = 0; k < pixels.length; k++) {
        assertThat(pixels[k]).isCloseTo(1 + factor * (image()[k] - 1), within(1e-5f));
      }
    }
    assertThat(wider).isCloseTo(IMAGES / 2, within(100));
  }

  @Test
  void invertTurnsSomeImagesRound() {
    int turned = 0;
    for (int step = 0; step < IMAGES; step++) {
      float[] pixels = changed(invert(0.2), step);
      if (pixels[0] != 0) {
        turned++;
        for (int k = 0; k < pixels.length; k++) {
          assertThat(pixels[k]).isCloseTo(2 - image()[k], within(1e-6f));
        }
      }
    }
    assertThat(turned).isCloseTo(IMAGES / 5, within(80));
  }

  @Test
  void erasePaintsOneRectangle() {
    int erased = 0;
    for (int step = 0; step < IMAGES; step++) {
      float[] pixels = changed(erase(0.3), step);
      int[] at = IntStream.range(0, pixels.length).filter(k -> pixels[k] != image()[k]).toArray();
      if (at.length > 1) {
        erased++;
        expectRectangle(pixels, at);
      }
    }
    assertThat(erased).isCloseTo(IMAGES / 2, within(150));
  }

  private static void expectRectangle(float[] pixels, int... at) {
    int[] rows = Arrays.stream(at).map(k -> k / 14).distinct().toArray();
    int[] columns = Arrays.stream(at).map(k -> k % 14).distinct().sorted().toArray();
    float value = pixels[at[0]];
    assertThat(value).isBetween(0f, 2f);
    for (int k : at) {
      assertThat(pixels[k]).isEqualTo(value);
    }
    // One pixel of the rectangle may have had the value before.
    assertThat(at.length).isBetween(rows.length * columns.length - 1, rows.length * columns.length);
    assertThat(rows.length).isEqualTo(rows[rows.length - 1] - rows[0] + 1);
    assertThat(columns.length).isEqualTo(columns[columns.length - 1] - columns[0] + 1);
    // A side is rounded to whole pixels, so the area may be a little larger than asked for.
    assertThat((rows.length - 1) * (columns.length - 1)).isLessThanOrEqualTo(42);
  }
}
