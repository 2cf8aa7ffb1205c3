package dev.kern.data.augment;

import static dev.kern.data.augment.Augmentation.alternatingFlip;
import static dev.kern.data.augment.Augmentation.crop;
import static dev.kern.data.augment.Augmentation.cutout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.ImageShape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Crop, alternating flip and cutout against plain definitions.
final class WholeTest {
  private static final ImageShape SHAPE = new ImageShape(7, 9, 2);

  private static float[] image() {
    float[] image = new float[SHAPE.size()];
    for (int k = 0; k < image.length; k++) {
      image[k] = k + 1;
    }
    return image;
  }

  private static float[] changed(Augmenter augmenter, long step, int sample, long epoch) {
    float[] image = image();
    augmenter.change(step, 0, sample, epoch, image);
    return image;
  }

  private static Augmenter augmenter(Augmentation... list) {
    return Augmenter.of(List.of(list), SHAPE, 2, 3);
  }

  /// `image[mirror(i - down), mirror(j - along)]`, as a crop of a padded image.
  private static float[] moved(float[] image, int down, int along) {
    float[] result = new float[image.length];
    for (int i = 0; i < 7; i++) {
      for (int j = 0; j < 9; j++) {
        for (int c = 0; c < 2; c++) {
          result[(i * 9 + j) * 2 + c] =
              image[(mirror(i - down, 7) * 9 + mirror(j - along, 9)) * 2 + c];
        }
      }
    }
    return result;
  }

  private static int mirror(int place, int count) {
    int inside = place < 0 ? -place : place;
    return inside >= count ? 2 * (count - 1) - inside : inside;
  }

  private static float[] mirrored(float[] image) {
    float[] result = new float[image.length];
    for (int k = 0; k < image.length; k++) {
      int j = k / 2 % 9;
      result[k + 2 * (8 - 2 * j)] = image[k];
    }
    return result;
  }

  private static Set<List<Float>> crops() {
    Set<List<Float>> all = new HashSet<>();
    for (int down = -2; down <= 2; down++) {
      for (int along = -2; along <= 2; along++) {
        all.add(list(moved(image(), down, along)));
      }
    }
    return all;
  }

  private static List<Float> list(float[] image) {
    Float[] boxed = new Float[image.length];
    Arrays.setAll(boxed, k -> image[k]);
    return List.of(boxed);
  }

  @Test
  void cropsAreAllMovesByWholePixels() {
    Augmenter augmenter = augmenter(crop(2));
    Set<List<Float>> seen = new HashSet<>();
    for (int step = 0; step < 500; step++) {
      seen.add(list(changed(augmenter, step, 0, 0)));
    }
    assertThat(seen).isEqualTo(crops());
  }

  @Test
  void eachImageIsMirroredInEveryOtherEpoch() {
    Augmenter augmenter = augmenter(alternatingFlip());
    int first = 0;
    for (int sample = 0; sample < 1000; sample++) {
      boolean even = Arrays.equals(changed(augmenter, sample, sample, 4), mirrored(image()));
      assertThat(changed(augmenter, sample + 7, sample, 5))
          .isEqualTo(even ? image() : mirrored(image()));
      assertThat(changed(augmenter, sample + 9, sample, 6))
          .isEqualTo(even ? mirrored(image()) : image());
      first += even ? 1 : 0;
    }
    assertThat(first).isBetween(430, 570);
  }

  @Test
  void mirrorsAndMovesTogether() {
    Augmenter augmenter = augmenter(alternatingFlip(), crop(2));
    Set<List<Float>> expected = new HashSet<>(crops());
    for (int down = -2; down <= 2; down++) {
      for (int along = -2; along <= 2; along++) {
        expected.add(list(moved(mirrored(image()), down, along)));
      }
    }
    for (int step = 0; step < 200; step++) {
      assertThat(expected).contains(list(changed(augmenter, step, step % 9, step % 2)));
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 5, 1", "5, 5, 3", "-4, 5, 4", "9, 5, 1", "7, 1, 0", "-3, 2, 1"})
  void mirrorsAtBothEnds(int place, int count, int expected) {
    assertThat(View.reflected(place, count)).isEqualTo(expected);
  }

  @Test
  void viewsAreImagesSeenOtherways() {
    assertThat(View.of(false, 0)).containsExactly(View.PLAIN);
    List<View> views = View.of(true, 2);
    assertThat(views).hasSize(6);
    assertThat(views.stream().mapToDouble(View::weight).sum()).isEqualTo(1);
    for (View view : views) {
      float[] seen = new float[SHAPE.size() + 1];
      float[] plain = view.mirrored() ? mirrored(image()) : image();
      view.copy(SHAPE, image(), 0, seen, 1);
      assertThat(Arrays.copyOfRange(seen, 1, seen.length))
          .isEqualTo(moved(plain, view.down(), view.along()));
    }
  }

  @Test
  void cutsSquaresOut() {
    Augmenter augmenter = augmenter(cutout(4));
    double mean = (1 + SHAPE.size()) / 2.0;
    int covered = 0;
    for (int step = 0; step < 200; step++) {
      float[] image = changed(augmenter, step, 0, 0);
      int top = 7;
      int bottom = -1;
      int left = 9;
      int right = -1;
      int count = 0;
      for (int k = 0; k < image.length; k++) {
        if (image[k] != k + 1) {
          assertThat((double) image[k]).isCloseTo(mean, within(1e-3));
          top = Math.min(top, k / 18);
          bottom = Math.max(bottom, k / 18);
          left = Math.min(left, k / 2 % 9);
          right = Math.max(right, k / 2 % 9);
          count++;
        }
      }
      int rows = bottom - top + 1;
      int columns = right - left + 1;
      assertThat(count).isEqualTo(2 * rows * columns);
      assertThat(rows).isBetween(2, 4);
      assertThat(columns).isBetween(2, 4);
      covered += count;
    }
    assertThat(covered / 200.0).isBetween(16.0, 32.0);
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThatThrownBy(() -> crop(0))
        .hasMessage("crop takes pixels above 0 and up to 1000, given 0");
    assertThatThrownBy(() -> cutout(1001))
        .hasMessage("cutout takes pixels above 0 and up to 1000, given 1001");
  }
}
