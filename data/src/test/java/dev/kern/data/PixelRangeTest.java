package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PixelRangeTest {
  private static final int[] PLACES = {0, 1, 8191, 8192, 20_000, 29_999};

  @Test
  void findsTheExtremesWhereverTheyAre() {
    for (int at : PLACES) {
      float[] pixels = new float[30_000];
      pixels[at] = -3;
      assertThat(PixelRange.of("here", pixels, 4)).isEqualTo(new PixelRange(-3, 0));
      pixels[at] = 7;
      assertThat(PixelRange.of("here", pixels, 4)).isEqualTo(new PixelRange(0, 7));
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void findsWhatIsNoNumberWhereverItIs(float value) {
    for (int at : PLACES) {
      float[] pixels = new float[30_000];
      pixels[at] = value;
      assertThatThrownBy(() -> PixelRange.of("here", pixels, 4))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(
              "here: a pixel of the image at [" + at / 4 + "] is not a finite number");
    }
  }

  @Test
  void knowsUnscaledPixels() {
    assertThat(new PixelRange(0, 255).isRaw()).isTrue();
    assertThat(new PixelRange(0, 1).isRaw()).isFalse();
    assertThat(new PixelRange(-0.5f, 0.5f).isRaw()).isFalse();
    assertThat(new PixelRange(0, 256).isRaw()).isFalse();
  }
}
