package dev.kern.data.augment;

import static dev.kern.data.augment.Augmentation.cutmix;
import static dev.kern.data.augment.Augmentation.mixup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.ImageShape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Mixed images and their labels. Image `n` of a batch is filled with `n`, its class is `n` but for
/// the last, which has the class of the first.
final class MixingTest {
  private static final ImageShape SHAPE = new ImageShape(10, 10, 1);
  private static final int BATCH = 5;
  private static final int CLASSES = 4;
  private static final int STEPS = 3_000;

  private final float[] pixels = new float[BATCH * SHAPE.size()];
  private final int[] labels = {0, 1, 2, 3, 0};
  private final float[] targets = new float[BATCH * CLASSES];

  private void mix(int step, Mixing... mixings) {
    for (int n = 0; n < BATCH; n++) {
      for (int k = 0; k < SHAPE.size(); k++) {
        pixels[n * SHAPE.size() + k] = n;
      }
    }
    Augmenter augmenter = Augmenter.of(List.of(mixings), SHAPE, CLASSES, 1);
    assertThat(augmenter.mixes()).isTrue();
    augmenter.apply(step, pixels, labels, targets);
  }

  /// What share of class `c` an image's target names.
  private float target(int place, int c) {
    return targets[place * CLASSES + c];
  }

  @Test
  void mixupBlendsImagesAndLabelsAlike() {
    for (int step = 0; step < 100; step++) {
      mix(step, mixup(1));
      for (int place = 0; place < BATCH; place++) {
        float value = pixels[place * SHAPE.size()];
        for (int k = 0; k < SHAPE.size(); k++) {
          assertThat(pixels[place * SHAPE.size() + k]).isEqualTo(value);
        }
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
          sum += target(place, c);
        }
        assertThat(sum).isCloseTo(1, within(1e-6));
        if (place == 1) {
          // The other has the class 0, 2 or 3, and the image 0 or 4, 2 or 3.
          double share = target(1, 1);
          double other = (value - share) / (1 - share);
          int known = target(1, 2) > 0 ? 2 : target(1, 3) > 0 ? 3 : other > 2 ? 4 : 0;
          assertThat(value).isCloseTo((float) (share + (1 - share) * known), within(1e-5f));
        }
      }
    }
  }

  @Test
  void cutmixTakesLabelsByTheShareOfTheArea() {
    for (int step = 0; step < 100; step++) {
      mix(step, cutmix(1));
      for (int place = 0; place < BATCH; place++) {
        int own = 0;
        for (int k = 0; k < SHAPE.size(); k++) {
          own += pixels[place * SHAPE.size() + k] == place ? 1 : 0;
        }
        boolean sameClass = target(place, labels[place]) > 0.999;
        if (!sameClass) {
          assertThat(target(place, labels[place])).isCloseTo(own / 100f, within(1e-6f));
        } else if (place != 0 && place != BATCH - 1) {
          assertThat(own).isEqualTo(100);
        }
      }
    }
  }

  @Test
  void eachOfSeveralMixingsHasItsTurn() {
    int cut = 0;
    for (int step = 0; step < 400; step++) {
      mix(step, mixup(1), cutmix(1));
      cut += pixels[SHAPE.size()] == (int) pixels[SHAPE.size()] ? 1 : 0;
    }
    assertThat(cut).isCloseTo(200, within(40));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 1, 4})
  void sharesAreOfTheBetaDistribution(double alpha) {
    ImageRandom random = new ImageRandom();
    double sum = 0;
    double squares = 0;
    for (int n = 0; n < STEPS; n++) {
      random.place(1, n, 0, 0);
      double share = random.beta(alpha);
      sum += share;
      squares += (share - 0.5) * (share - 0.5);
    }
    assertThat(sum / STEPS).isCloseTo(0.5, within(0.02));
    assertThat(squares / STEPS).isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.008));
  }

  @Test
  void aBatchOfOneIsMixedWithItself() {
    float[] one = new float[SHAPE.size()];
    float[] target = new float[CLASSES];
    one[3] = 7;
    Augmenter.of(List.of(mixup(1)), SHAPE, CLASSES, 1).apply(0, one, new int[] {2}, target);
    assertThat(one[3]).isEqualTo(7);
    assertThat(target).containsExactly(0, 0, 1, 0);
  }
}
