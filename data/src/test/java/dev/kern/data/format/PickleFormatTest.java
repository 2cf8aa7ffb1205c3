package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.SplitName;
import dev.kern.data.TestFiles;
import dev.kern.data.pickle.PickleFile;
import dev.kern.testing.AllocatedBytes;
import dev.kern.testing.Fixtures;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a pickle of the course may hold besides the plain six arrays.
final class PickleFormatTest {
  @TempDir Path folder;

  private static Dataset open(String name) {
    return Datasets.open(TestFiles.resource("pickle/" + name + ".pickle"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"onehot_p4", "bytes_p4", "floats255_p4", "double_p2", "extras_p2", "turned_p5"})
  void holdsTheSameImages(String name) {
    Dataset data = open(name);
    Dataset plain = open("course_p4");
    assertThat(data.normalization()).contains(Normalization.COURSE);
    float[] pixels = new float[16];
    float[] expected = new float[16];
    for (int i = 0; i < 20; i++) {
      data.train().pixels(i, pixels, 0);
      plain.train().pixels(i, expected, 0);
      assertThat(pixels).isEqualTo(expected);
      assertThat(data.train().label(i)).isEqualTo(i % 10);
    }
  }

  @Test
  void scalesValuesTo255AndSaysSo() {
    assertThat(open("floats255_p4").warnings())
        .containsExactly("pixels from 0 to 255 were scaled: (value - 127.5) / 255");
    assertThat(open("bytes_p4").warnings()).isEmpty();
  }

  @Test
  void takesItsClassNames() {
    Dataset data = open("named_p4");
    assertThat(data.classNames()).hasSize(12).startsWith("A", "B").endsWith("K", "L");
    assertThat(data.warnings()).containsExactly("classes without images: K, L");
  }

  @Test
  void anEmptySplitIsAMissingOne() {
    Dataset data = open("empty_p2");
    assertThat(data.has(SplitName.VALID)).isFalse();
    assertThat(data.warnings())
        .containsExactly(
            "no validation split, and too few different training images to hold one out");
  }

  @Test
  void takesImagesInRows() {
    byte[] content = TestFiles.unpacked(Fixtures.path("attacks/pickle/content_flat784.pickle.gz"));
    Path file = TestFiles.write(folder.resolve("flat.pickle"), content);
    Dataset data = Datasets.open(file);
    assertThat(data.shape()).isEqualTo(new ImageShape(28, 28, 1));
    assertThat(data.warnings())
        .containsExactly(
            file
                + ", byte 168, key 'train_dataset': float32 (40, 784) was read as images of"
                + " 28 x 28");
  }

  /// Images from 0 to 1 in rows, as in `mnist.pkl.gz`.
  @ParameterizedTest
  @ValueSource(strings = {"tuples2_p2", "tuples2_p4", "tuples3_p2", "tuples3_p4"})
  void tuplesAreSplitsInTheirOrder(String name) {
    Dataset data = open(name);
    Dataset plain = open("course_p4");
    boolean three = name.startsWith("tuples3");
    assertThat(data.normalization()).contains(Normalization.UNIT);
    assertThat(data.shape()).isEqualTo(new ImageShape(4, 4, 1));
    assertThat(data.warnings())
        .anyMatch(
            line ->
                line.endsWith(
                    three
                        ? "its tuples were taken for the training, validation, test images"
                        : "its tuples were taken for the training, test images"));
    float[] pixels = new float[16];
    float[] expected = new float[16];
    for (int i = 0; i < 10; i++) {
      data.test().pixels(i, pixels, 0);
      plain.test().pixels(i, expected, 0);
      for (int p = 0; p < 16; p++) {
        assertThat(pixels[p]).isCloseTo(expected[p] + 0.5f, within(1e-6f));
      }
      assertThat(data.test().label(i)).isEqualTo(i);
    }
    assertThat(data.train().count()).isEqualTo(20);
  }

  @NeedsSharedData
  @Test
  void theCaseOfTuples() {
    Dataset data = Datasets.open(SharedData.path("cases/formats-missing/10-mnist.pkl.gz"));
    assertThat(data.train().count()).isEqualTo(40);
    assertThat(data.shape()).isEqualTo(new ImageShape(28, 28, 1));
  }

  @Test
  void bytesBehindThePickleAreAWarning() {
    byte[] good = TestFiles.bytes(TestFiles.resource("pickle/course_p4.pickle"));
    Path file = TestFiles.write(folder.resolve("more"), Arrays.copyOf(good, good.length + 17));
    assertThat(Datasets.open(file).warnings())
        .isEqualTo(List.of(file + ", byte 3,168: 17 bytes after the pickle's end are ignored"));
  }

  @Test
  void costsLittleMoreMemoryThanItsArrays() {
    byte[] content = TestFiles.unpacked(Fixtures.letters());
    Path file = TestFiles.write(folder.resolve("small.pickle"), content);
    Datasets.open(file);
    long arrays = 3000L * (28 * 28 + 1) * 4;
    assertThat(AllocatedBytes.of(() -> Datasets.open(file))).isLessThan(arrays * 13 / 10);
    assertThat(AllocatedBytes.of(() -> PickleFile.open(file).close())).isLessThan(200_000);
  }
}
