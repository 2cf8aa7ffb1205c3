package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FoldTest {
  private static final ImageShape SHAPE = new ImageShape(1, 1, 1);

  /// 90 images of one class and 30 of the other to train on, 20 to validate, 7 to test; the value
  /// of a pixel tells which image it is, but for some that stand twice.
  private static Dataset data(boolean reversed) {
    Map<SplitName, Split> splits = new LinkedHashMap<>();
    splits.put(SplitName.TRAIN, split(0, 120, reversed));
    splits.put(SplitName.VALID, split(1000, 20, reversed));
    splits.put(SplitName.TEST, split(2000, 7, reversed));
    return Dataset.of(List.of("a", "b"), splits, Provenance.ofProgram("made"));
  }

  private static Split split(int first, int count, boolean reversed) {
    float[] pixels = new float[count];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      int image = reversed ? count - 1 - i : i;
      int twin = image % 12 == 0 ? Math.min(count - 1, image + 1) : image;
      pixels[i] = new Random(first + twin).nextFloat();
      labels[i] = twin % 4 == 1 ? 1 : 0;
    }
    return Split.of(SHAPE, pixels, labels);
  }

  private static Set<Float> images(Split split) {
    Set<Float> images = new HashSet<>();
    float[] pixel = new float[1];
    for (int i = 0; i < split.count(); i++) {
      split.pixels(i, pixel, 0);
      images.add(pixel[0]);
    }
    return images;
  }

  private static long count(Split split, int label) {
    long count = 0;
    for (int i = 0; i < split.count(); i++) {
      count += split.label(i) == label ? 1 : 0;
    }
    return count;
  }

  @Test
  void foldsPartTheTrainingAndValidationImagesClassByClass() {
    Dataset data = data(false);
    Set<Float> all = new HashSet<>();
    for (int number = 1; number <= 5; number++) {
      Dataset cut = new Fold(number, 5).cut(data);
      assertThat(cut.train().count() + cut.valid().count() + cut.test().count()).isEqualTo(140);
      assertThat(cut.test().count()).isBetween(26, 30);
      long ones = count(cut.train(), 1) + count(cut.valid(), 1) + count(cut.test(), 1);
      assertThat((double) count(cut.test(), 1)).isBetween(ones / 5.0 - 2, ones / 5.0 + 2);
      Set<Float> own = images(cut.test());
      assertThat(own).doesNotContainAnyElementsOf(images(cut.train()));
      assertThat(own).doesNotContainAnyElementsOf(images(cut.valid()));
      assertThat(images(cut.valid())).doesNotContainAnyElementsOf(images(cut.train()));
      assertThat(all).doesNotContainAnyElementsOf(own);
      assertThat(own).doesNotContainAnyElementsOf(images(data.test()));
      all.addAll(own);
    }
    assertThat(all).hasSize(images(data.train()).size() + images(data.valid()).size());
  }

  @Test
  void theContentAloneDecides() {
    for (int number = 1; number <= 3; number++) {
      Fold fold = new Fold(number, 3);
      assertThat(images(fold.cut(data(true)).test()))
          .isEqualTo(images(fold.cut(data(false)).test()));
    }
  }

  @Test
  void imagesKnowTheirPlacesInTheData() {
    Set<String> places = new HashSet<>();
    for (int number = 1; number <= 5; number++) {
      Split test = new Fold(number, 5).cut(data(false)).test();
      for (int i = 0; i < test.count(); i++) {
        places.add(test.origin(i).toString());
      }
    }
    assertThat(places).hasSize(140).contains("train[0]", "train[119]", "valid[0]", "valid[19]");
  }

  @Test
  void refusesWhatIsNoFold() {
    assertThatThrownBy(() -> new Fold(3, 2))
        .hasMessage("a fold is 1 to K of K, where K is 2 or more; given 3 of 2");
    assertThatThrownBy(() -> new Fold(1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Fold(141, 141).cut(data(false)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("too few images for so many folds")
        .hasMessageContaining("141 folds of 140 images of 1 x 1");
    assertThat(new Fold(2, 5)).hasToString("2/5");
  }
}
