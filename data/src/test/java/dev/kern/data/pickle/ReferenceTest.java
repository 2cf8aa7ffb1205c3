package dev.kern.data.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Json;
import dev.kern.data.TestFiles;
import dev.kern.testing.Fixtures;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every real pickle loads exactly: NumPy's own shapes, sums and checksums lie beside them.
final class ReferenceTest {
  @TempDir Path folder;

  static Stream<Path> tiny() {
    return Fixtures.files("pickles/tiny", ".pickle.gz").stream();
  }

  static Stream<Path> moreTiny() {
    return SharedData.files("data/pickles/tiny", ".pickle.gz").stream();
  }

  static Stream<Path> small() {
    return SharedData.files("data/pickles", ".pickle.gz").stream()
        .filter(file -> file.getFileName().toString().startsWith("small_"));
  }

  static Stream<Path> notMnist() {
    return SharedData.files("data/notmnist", ".pickle.gz").stream();
  }

  @ParameterizedTest
  @MethodSource("tiny")
  void tinyFiles(Path file) {
    checkTiny(file);
  }

  @NeedsSharedData
  @ParameterizedTest
  @MethodSource("moreTiny")
  void moreTinyFiles(Path file) {
    checkTiny(file);
  }

  private void checkTiny(Path file) {
    Path reference = Fixtures.path("pickles/tiny/reference.json");
    check(file, reference);
    check(unpack(file), reference);
  }

  @Test
  void letters() {
    checkSmall(Fixtures.letters());
  }

  @NeedsSharedData
  @ParameterizedTest
  @MethodSource("small")
  void smallFiles(Path file) {
    checkSmall(file);
  }

  private void checkSmall(Path file) {
    Path reference = Fixtures.path("pickles/small_reference.json");
    check(file, reference);
    check(unpack(file), reference);
  }

  @NeedsSharedData
  @ParameterizedTest
  @MethodSource("notMnist")
  void wholeFiles(Path file) {
    check(file, SharedData.path("data/notmnist/notMNIST_reference.json"));
  }

  /// NumPy 2.4 gave these sums for two files found on the web; the second has labels up to 108.
  @NeedsSharedData
  @Test
  void foundFiles() {
    try (PickleFile file =
        PickleFile.open(SharedData.path("data/pickles/real_py2_xeaphii_100.pickle.gz"))) {
      assertThat(sum(file.array("train_dataset").floats())).isEqualTo(-5887.337249623146);
      assertThat(Arrays.stream(file.array("train_labels").ints()).sum()).isEqualTo(450);
    }
    try (PickleFile file =
        PickleFile.open(
            SharedData.path("data/pickles/real_py3_p4_stabja_823_badlabels.pickle.gz"))) {
      assertThat(file.array("train_dataset").shape()).containsExactly(823, 28, 28);
      assertThat(sum(file.array("train_dataset").floats())).isEqualTo(-47768.78429632657);
      assertThat(Arrays.stream(file.array("train_labels").ints()).max()).hasValue(108);
      assertThat(Arrays.stream(file.array("train_labels").ints()).sum()).isEqualTo(4006);
    }
  }

  private Path unpack(Path file) {
    return TestFiles.write(folder.resolve("unpacked.pickle"), TestFiles.unpacked(file));
  }

  private static void check(Path path, Path reference) {
    Json expected = Json.read(reference);
    try (PickleFile file = PickleFile.open(path)) {
      assertThat(file.warnings()).isEmpty();
      assertThat(file.keys()).containsExactlyInAnyOrderElementsOf(expected.entries());
      for (String key : expected.entries()) {
        check(file.array(key), key, expected);
      }
    }
  }

  private static void check(NumpyArray array, String key, Json expected) {
    boolean labels = key.endsWith("labels");
    ByteBuffer bytes = ByteBuffer.allocate((int) array.size() * 4).order(ByteOrder.LITTLE_ENDIAN);
    double sum;
    if (labels) {
      int[] ints = array.ints();
      bytes.asIntBuffer().put(ints);
      sum = Arrays.stream(ints).sum();
    } else {
      float[] floats = array.floats();
      bytes.asFloatBuffer().put(floats);
      sum = sum(floats);
    }
    assertThat(sum).as("sum of %s", key).isEqualTo(Double.parseDouble(expected.text(key, "sum")));
    assertThat(sha256(bytes.array())).as(key).isEqualTo(expected.text(key, "sha256_le_c"));
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
