package dev.kern.data.augment;

import static dev.kern.data.augment.Augmentation.alternatingFlip;
import static dev.kern.data.augment.Augmentation.brightness;
import static dev.kern.data.augment.Augmentation.contrast;
import static dev.kern.data.augment.Augmentation.crop;
import static dev.kern.data.augment.Augmentation.custom;
import static dev.kern.data.augment.Augmentation.cutmix;
import static dev.kern.data.augment.Augmentation.cutout;
import static dev.kern.data.augment.Augmentation.elastic;
import static dev.kern.data.augment.Augmentation.erase;
import static dev.kern.data.augment.Augmentation.flip;
import static dev.kern.data.augment.Augmentation.invert;
import static dev.kern.data.augment.Augmentation.mixup;
import static dev.kern.data.augment.Augmentation.rotate;
import static dev.kern.data.augment.Augmentation.scale;
import static dev.kern.data.augment.Augmentation.shear;
import static dev.kern.data.augment.Augmentation.shift;
import static dev.kern.data.augment.Augmentation.stretch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.file.DataException;
import dev.kern.testing.AllocatedBytes;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class AugmenterTest {
  private static final List<Augmentation> ALL =
      List.of(
          shift(2),
          rotate(180),
          scale(0.1),
          stretch(0.1),
          shear(0.1),
          elastic(2),
          flip(),
          crop(2),
          alternatingFlip(),
          cutout(3),
          brightness(0.2),
          contrast(0.2),
          invert(0.5),
          erase(0.2),
          custom("grain", AugmenterTest::grain),
          mixup(0.4),
          cutmix(1));
  private static final ImageShape SHAPE = new ImageShape(9, 12, 3);
  private static final int CLASSES = 4;
  private static final int BATCH = 6;

  private static void grain(AugmentedImage image, RandomGenerator random) {
    for (int row = 0; row < image.height(); row++) {
      int column = random.nextInt(image.width());
      float noise = (float) random.nextGaussian() + random.nextFloat();
      image.set(row, column, 0, image.get(row, column, 1) + noise);
    }
  }

  /// A batch that an augmenter has changed.
  @SuppressWarnings("ArrayRecordComponent") // compared by its elements
  private record Changed(float[] pixels, float[] targets) {
    static Changed by(Augmenter augmenter, long step) {
      float[] pixels = new float[BATCH * SHAPE.size()];
      int[] labels = new int[BATCH];
      for (int k = 0; k < pixels.length; k++) {
        pixels[k] = (k * 37 % 101) / 101f;
      }
      for (int n = 0; n < BATCH; n++) {
        labels[n] = n % CLASSES;
      }
      float[] targets = new float[BATCH * CLASSES];
      augmenter.apply(step, pixels, labels, targets);
      return new Changed(pixels, targets);
    }

    void expectSame(Changed other) {
      assertThat(pixels).isEqualTo(other.pixels);
      assertThat(targets).isEqualTo(other.targets);
    }
  }

  private static Augmenter augmenter(long seed, Augmentation... list) {
    return Augmenter.of(List.of(list), SHAPE, CLASSES, seed);
  }

  private static Augmenter all(long seed) {
    return Augmenter.of(ALL, SHAPE, CLASSES, seed);
  }

  @Test
  void givesABatchTheSameBitsWhoeverFillsItAndWhen() {
    List<Changed> inOrder =
        LongStream.range(0, 20).mapToObj(step -> Changed.by(all(1), step)).toList();
    Augmenter one = all(1);
    for (int step = 19; step >= 0; step--) {
      Changed.by(one, step).expectSame(inOrder.get(step));
    }
    LongStream.range(0, 20)
        .parallel()
        .forEach(step -> Changed.by(all(1), step).expectSame(inOrder.get((int) step)));
  }

  @Test
  void drawsAnewForEachSeedStepAndPlace() {
    Changed first = Changed.by(all(1), 0);
    assertThat(Changed.by(all(1), 1).pixels).isNotEqualTo(first.pixels);
    assertThat(Changed.by(all(2), 0).pixels).isNotEqualTo(first.pixels);

    float[] twice = new float[2 * SHAPE.size()];
    for (int k = 0; k < SHAPE.size(); k++) {
      twice[k] = k;
      twice[SHAPE.size() + k] = k;
    }
    augmenter(1, shift(2)).apply(0, twice, new int[2], new float[0]);
    assertThat(twice[40]).isNotEqualTo(twice[SHAPE.size() + 40]);
  }

  @Test
  void leavesAnImageAloneThatNothingHappensTo() {
    Changed plain = Changed.by(augmenter(1), 0);
    Changed.by(augmenter(2, new Flip(1e-9), invert(1e-9), erase(0.2).chance(1e-9)), 0)
        .expectSame(plain);
    assertThat(plain.targets).containsOnly(0);
  }

  @Test
  void movesOncePerImageHoweverManyChangesThereAre() {
    // A pixel between four others is their mean; sampled twice it would be that of nine.
    float[] pixels = new float[SHAPE.size()];
    int middle = (4 * 12 + 6) * 3;
    pixels[middle] = 1;
    augmenter(1, shift(0.5), rotate(1e-9), scale(1e-9), flip())
        .apply(0, pixels, new int[1], new float[0]);
    int lit = 0;
    for (float value : pixels) {
      lit += value > 1e-6 ? 1 : 0;
    }
    assertThat(lit).isBetween(1, 4);
  }

  @Test
  void aSplitIsChangedAsTheBatchOfItsImage() {
    float[] pixels = new float[3 * SHAPE.size()];
    for (int k = 0; k < pixels.length; k++) {
      pixels[k] = (k * 37 % 101) / 101f;
    }
    Split plain = Split.of(SHAPE, pixels.clone(), new int[] {0, 1, 2});
    Split changed = AugmentedSplit.of(plain, ALL, 1);
    float[] copied = new float[pixels.length];
    int[] labels = new int[3];
    changed.copy(0, 3, copied, 0, labels, 0);
    for (int sample = 0; sample < 3; sample++) {
      float[] one = new float[SHAPE.size()];
      plain.pixels(sample, one, 0);
      all(1).change(sample, 0, one);
      assertThat(Arrays.copyOfRange(copied, sample * SHAPE.size(), (sample + 1) * SHAPE.size()))
          .isEqualTo(one);
      assertThat(changed.fingerprint(sample)).isNotEqualTo(plain.fingerprint(sample));
    }
    assertThat(labels).containsExactly(0, 1, 2);
    assertThat(changed.fingerprint(0))
        .isEqualTo(AugmentedSplit.of(plain, ALL, 1).fingerprint(0))
        .isNotEqualTo(changed.fingerprint(1));
  }

  @Test
  void allocatesNothingAfterItsFirstBatch() {
    Augmenter augmenter = all(1);
    float[] pixels = new float[BATCH * SHAPE.size()];
    int[] labels = new int[BATCH];
    float[] targets = new float[BATCH * CLASSES];
    for (int step = 0; step < 2000; step++) {
      augmenter.apply(step, pixels, labels, targets);
    }
    assertThat(AllocatedBytes.eachTime(() -> augmenter.apply(7, pixels, labels, targets)))
        .isNotPositive();
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> shift(0))
        .hasMessage("shift takes pixels above 0 and up to 1000, given 0");
    assertThatThrownBy(() -> rotate(Double.NaN))
        .hasMessage("rotate takes degrees above 0 and up to 180, given NaN");
    assertThatThrownBy(() -> elastic(2).spacing(-1.5))
        .hasMessage("elastic takes pixels between arrows above 0 and up to 1000, given -1.5");
    assertThatThrownBy(() -> mixup(5))
        .hasMessage("mixup takes an alpha above 0 and up to 4, given 5");
    assertThatThrownBy(() -> augmenter(1, shift(1), flip(), shift(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an augmentation may be listed only once, given shift twice");
  }

  private static float[] ramp() {
    float[] pixels = new float[2 * SHAPE.size()];
    for (int k = 0; k < pixels.length; k++) {
      pixels[k] = k;
    }
    return pixels;
  }

  @Test
  void customChangeSeesAndReachesOneImageOnly() {
    float[] pixels = ramp();
    Augmentation mirror =
        custom(
            "mirror",
            (image, random) -> {
              assertThat(image.pixels()).hasSize(SHAPE.size());
              for (int i = 0; i < image.height(); i++) {
                for (int j = 0; j < image.width(); j++) {
                  for (int c = 0; c < image.channels(); c++) {
                    image.set(i, j, c, image.original(i, image.width() - 1 - j, c));
                  }
                }
              }
            });
    augmenter(1, mirror).change(0, 1, pixels);
    int second = SHAPE.size();
    assertThat(Arrays.copyOf(pixels, second)).isEqualTo(Arrays.copyOf(ramp(), second));
    for (int j = 0; j < 12; j++) {
      assertThat(pixels[second + 3 * j + 1]).isEqualTo(second + 3 * (11 - j) + 1);
    }
  }

  @Test
  void customChangesFollowMovesInTheOrderOfTheList() {
    Augmentation black = custom("black", (image, random) -> Arrays.fill(image.pixels(), 2));
    Augmentation lit = custom("lit", (image, random) -> image.set(0, 0, 0, 5));
    float[] pixels = ramp();
    augmenter(1, black, lit, shift(3)).change(0, 0, pixels);
    assertThat(pixels[0]).isEqualTo(5);
    assertThat(pixels[1]).isEqualTo(2);
  }

  @Test
  void aCustomChangeDrawsNumbersOfItsPlaceAlone() {
    float[][] drawn = new float[2][];
    for (int list = 0; list < 2; list++) {
      int at = list;
      Augmentation first =
          custom("first", (image, random) -> IntStream.range(0, at).forEach(_ -> random.nextInt()));
      Augmentation second =
          custom("second", (image, random) -> image.pixels()[0] = random.nextFloat());
      drawn[list] = ramp();
      augmenter(1, first, second).change(3, 1, drawn[list]);
    }
    assertThat(drawn[0]).isEqualTo(drawn[1]);
    assertThat(drawn[0][SHAPE.size()]).isBetween(0f, 1f);
  }

  @Test
  void gaussianNumbersHaveMeanZeroAndVarianceOne() {
    double[] numbers = new double[20_000];
    Augmentation noise =
        custom("noise", (image, random) -> Arrays.setAll(numbers, _ -> random.nextGaussian()));
    augmenter(1, noise).change(0, 0, ramp());
    double mean = Arrays.stream(numbers).average().orElseThrow();
    assertThat(mean).isCloseTo(0, within(0.02));
    assertThat(Arrays.stream(numbers).map(x -> x * x).average().orElseThrow())
        .isCloseTo(1, within(0.03));
    assertThat(Arrays.stream(numbers).filter(x -> Math.abs(x) < 1).count() / 20_000.0)
        .isCloseTo(0.6827, within(0.01));
  }

  @Test
  void saysWhichCustomChangeIsWrong() {
    Augmentation half =
        custom("half", (image, random) -> image.set(2, 5, 1, image.get(2, 5, 1) / 0f));
    float[] pixels = ramp();
    assertThatThrownBy(() -> augmenter(1, half).change(17, 1, pixels))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            augmentation 'half', step 17, image 1 of the batch: a value is not finite
              given     Infinity in row 2, column 5, channel 1
              expected  324 finite values
              fix       correct half; look for a division by 0\
            """);
    assertThat(pixels).isEqualTo(ramp());
    Augmentation outside = custom("outside", (image, random) -> image.set(0, 12, 0, 1));
    Split split = Split.of(SHAPE, ramp(), new int[] {0, 1});
    Split changed = AugmentedSplit.of(split, List.of(outside), 1);
    assertThatThrownBy(() -> changed.pixels(1, new float[SHAPE.size()], 0))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            """
            augmentation 'outside', image 1: the augmentation threw an exception
              given     java.lang.IndexOutOfBoundsException: Index 12 out of bounds for length 12, \
            for an image of 9 x 12 x 3
              expected  324 values changed in place
              fix       correct outside, at \
            """)
        .hasMessageContaining("AugmenterTest.java:");
  }
}
