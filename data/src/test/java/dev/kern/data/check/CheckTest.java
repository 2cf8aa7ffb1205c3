package dev.kern.data.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckTest {
  private static final ImageShape SHAPE = new ImageShape(12, 10, 1);

  private final Random random = new Random(5);
  private final List<float[]> train = new ArrayList<>();
  private final List<Integer> trainLabels = new ArrayList<>();
  private final List<float[]> test = new ArrayList<>();
  private final List<Integer> testLabels = new ArrayList<>();

  private float[] noise(ImageShape shape) {
    float[] image = new float[shape.size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = random.nextInt(256);
    }
    return image;
  }

  /// The image with other noise added, so that both correlate at about 0.994.
  private float[] like(float[] image) {
    float[] like = image.clone();
    for (int i = 0; i < like.length; i++) {
      like[i] += 8 * (float) random.nextGaussian();
    }
    return like;
  }

  private void train(float[] image, int label) {
    train.add(image);
    trainLabels.add(label);
  }

  private void test(float[] image, int label) {
    test.add(image);
    testLabels.add(label);
  }

  private static Split split(ImageShape shape, List<float[]> images, List<Integer> labels) {
    float[] pixels = new float[images.size() * shape.size()];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i), 0, pixels, i * shape.size(), shape.size());
    }
    return Split.of(shape, pixels, labels.stream().mapToInt(label -> label).toArray());
  }

  private Check check(ImageShape shape, double least) {
    Map<SplitName, Split> parts = new EnumMap<>(SplitName.class);
    parts.put(SplitName.TRAIN, split(shape, train, trainLabels));
    parts.put(SplitName.TEST, split(shape, test, testLabels));
    Normalization scaling = new Normalization(0, 1);
    return Check.of(
        Dataset.of(List.of("a", "b"), parts, scaling, Provenance.ofProgram("noise")), least);
  }

  private static List<List<String>> places(Groups groups) {
    return groups.groups().stream()
        .map(group -> group.stream().map(SampleLocation::toString).toList())
        .toList();
  }

  @Test
  void findsCopiesConflictsAndLeaks() {
    float[] one = noise(SHAPE);
    float[] two = noise(SHAPE);
    train(one, 0);
    train(two, 0);
    train(noise(SHAPE), 1);
    train(one, 0);
    test(two, 1);
    test(noise(SHAPE), 1);
    Check check = check(SHAPE, Check.NEAR);
    assertThat(check.images()).isEqualTo(6);
    assertThat(places(check.copies()))
        .containsExactly(List.of("train[0]", "train[3]"), List.of("train[1]", "test[0]"));
    assertThat(check.copies().surplus()).isEqualTo(2);
    assertThat(check.copies().leaks()).isEqualTo(Map.of(SplitName.TEST, 1));
    assertThat(check.copies().conflicts().groups())
        .singleElement()
        .extracting(group -> group.stream().map(SampleLocation::label).toList())
        .isEqualTo(List.of("a", "b"));
    assertThat(check.near().groups()).as("copies are not near ones").isEmpty();
  }

  @Test
  void findsImagesOfOneColour() {
    ImageShape colours = new ImageShape(4, 4, 3);
    float[] red = new float[colours.size()];
    for (int i = 0; i < red.length; i += 3) {
      red[i] = 255;
    }
    float[] nearlyRed = red.clone();
    nearlyRed[7] = 1;
    train(red, 0);
    train(nearlyRed, 1);
    train(noise(colours), 1);
    test(red, 1);
    Check check = check(colours, Check.NEAR);
    assertThat(check.constant())
        .extracting(SampleLocation::toString)
        .containsExactly("train[0]", "test[0]");
    assertThat(check.near().groups()).isEmpty();
  }

  @Test
  void findsBrightenedImages() {
    float[] image = noise(SHAPE);
    float[] brighter = image.clone();
    float[] negative = image.clone();
    for (int i = 0; i < image.length; i++) {
      brighter[i] = 0.8f * image[i] + 51;
      negative[i] = 255 - image[i];
    }
    train(image, 0);
    train(negative, 0);
    test(brighter, 1);
    Check check = check(SHAPE, Check.NEAR);
    assertThat(places(check.near())).containsExactly(List.of("train[0]", "test[0]"));
    assertThat(check.near().leaks()).isEqualTo(Map.of(SplitName.TEST, 1));
    assertThat(check.near().conflicts().count()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"12, 10, 1", "5, 3, 3", "40, 33, 1"})
  void findsNearlyAllThatAreNearAndNothingElse(int height, int width, int channels) {
    ImageShape shape = new ImageShape(height, width, channels);
    for (int i = 0; i < 300; i++) {
      float[] image = noise(shape);
      train(image, i % 2);
      test(i % 3 == 0 ? like(image) : noise(shape), i % 2);
    }
    int near = 0;
    for (int i = 0; i < 300; i++) {
      near += NearDuplicates.correlation(train.get(i), test.get(i)) >= Check.NEAR ? 1 : 0;
    }
    Check check = check(shape, Check.NEAR);
    assertThat(near).isGreaterThan(60);
    assertThat(check.near().count()).isBetween((int) Math.ceil(0.95 * near), near);
    for (List<SampleLocation> group : check.near().groups()) {
      assertThat(group).hasSize(2);
      assertThat(group.getFirst().sample()).isEqualTo(group.getLast().sample());
      assertThat(group.getFirst().sample() % 3).isZero();
    }
    assertThat(check(shape, Check.NEAR)).as("the same again").isEqualTo(check);
  }

  @Test
  void aSeriesOfNearImagesIsOneGroup() {
    float[] image = noise(SHAPE);
    for (int i = 0; i < 200; i++) {
      train(like(image), 0);
    }
    test(noise(SHAPE), 1);
    Check check = check(SHAPE, 0.97);
    assertThat(check.near().count()).isEqualTo(1);
    assertThat(check.near().images()).isEqualTo(200);
  }

  @Test
  void correlationIsPearsons() {
    assertThat(NearDuplicates.correlation(new float[] {1, 2, 3}, new float[] {2, 4, 6}))
        .isCloseTo(1, within(1e-12));
    assertThat(NearDuplicates.correlation(new float[] {1, 2, 3, 4}, new float[] {2, 1, 4, 3}))
        .isCloseTo(0.6, within(1e-12));
  }

  @Test
  void signaturesHoldWhatTheyPromise() {
    ImageSignature signature = new ImageSignature(SHAPE);
    byte[] signatures = new byte[2 * ImageSignature.SIZE];
    for (int i = 0; i < 50; i++) {
      float[] image = noise(SHAPE);
      float[] like = like(image);
      assertThat(signature.write(image, signatures, 0)).isTrue();
      assertThat(signature.write(like, signatures, ImageSignature.SIZE)).isTrue();
      double distance =
          ImageSignature.distance(signatures, 0, ImageSignature.SIZE, Integer.MAX_VALUE);
      double rms = Math.sqrt(distance / ImageSignature.SIZE) / ImageSignature.UNIT;
      double bound = Math.sqrt(2 - 2 * NearDuplicates.correlation(image, like));
      assertThat(rms).isLessThan(1.2 * bound);
    }
    assertThat(signature.write(new float[SHAPE.size()], signatures, 0)).isFalse();
  }

  @Test
  void unevenClassesAreAWarning() {
    for (int i = 0; i < 33; i++) {
      train(noise(SHAPE), i < 30 ? 0 : 1);
    }
    test(noise(SHAPE), 1);
    Check even = check(SHAPE, Check.NEAR);
    assertThat(even.balance().perClass()).isEqualTo(Map.of("a", 30, "b", 3));
    assertThat(even.warnings()).isEmpty();
    train(noise(SHAPE), 0);
    assertThat(check(SHAPE, Check.NEAR).warnings())
        .containsExactly(
            "class a has 31 images, class b only 3: a network will hardly ever predict the latter");
  }

  @Test
  void refusesWhatIsNoCorrelation() {
    train(noise(SHAPE), 0);
    test(noise(SHAPE), 1);
    for (double least : Arrays.asList(0.0, 1.0, Double.NaN)) {
      assertThatThrownBy(() -> check(SHAPE, least)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
