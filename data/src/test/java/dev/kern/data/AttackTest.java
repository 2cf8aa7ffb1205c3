package dev.kern.data;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.kern.data.file.DataException;
import dev.kern.data.format.Datasets;
import dev.kern.data.idx.IdxFile;
import dev.kern.data.pickle.PickleFile;
import dev.kern.testing.AllocatedBytes;
import dev.kern.testing.Fixtures;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hostile files do what their list says, in seconds, and cost no more memory than twice the file
/// and 64 MB.
final class AttackTest {
  private static final long ALLOWED = 64_000_000;

  /// Said to hold the label 2^32 + 3, and to be rejected; but whoever made it lost the upper half,
  /// and the file holds a plain 3. [#labelsAreNotCutToFit] tests what was meant.
  private static final String TAME = "content_labels_int64_big.pickle";

  private static final Duration LONGEST = Duration.ofSeconds(10);

  @TempDir Path folder;

  static Stream<Path> pickles() {
    List<Path> files = Fixtures.files("attacks/pickle", ".gz");
    assertThat(expected(files.getFirst()).entries()).hasSameSizeAs(files);
    return files.stream();
  }

  /// Those that are too large for the repository.
  static Stream<Path> largePickles() {
    List<Path> files = SharedData.files("data/attacks/pickle", ".gz");
    assertThat(expected(files.getFirst()).entries()).hasSameSizeAs(files);
    Set<String> small = pickles().map(AttackTest::name).collect(toSet());
    return files.stream().filter(file -> !small.contains(name(file)));
  }

  /// What the list beside the folder of a file says of all of them.
  private static Json expected(Path stored) {
    return Json.read(stored.resolveSibling("../EXPECTED.json"));
  }

  private static String name(Path stored) {
    String name = stored.getFileName().toString();
    return name.substring(0, name.length() - ".gz".length());
  }

  @ParameterizedTest
  @MethodSource("pickles")
  void pickle(Path stored) {
    check(stored);
  }

  @NeedsSharedData
  @ParameterizedTest
  @MethodSource("largePickles")
  void largePickle(Path stored) {
    check(stored);
  }

  /// The files are stored gzipped: as they are meant, they are unpacked.
  private void check(Path stored) {
    String name = name(stored);
    String expect = name.equals(TAME) ? "accept" : expected(stored).text(name, "expect");
    byte[] content = TestFiles.unpacked(stored);
    check(expect, stored, content.length);
    check(expect, TestFiles.write(folder.resolve(name), content), content.length);
  }

  private static void check(String expect, Path file, long length) {
    DataException[] failure = new DataException[1];
    long[] allocated = new long[1];
    assertTimeoutPreemptively(
        LONGEST, () -> allocated[0] = AllocatedBytes.of(() -> failure[0] = open(file)));
    assertThat(allocated[0]).as("bytes allocated").isLessThan(2 * length + ALLOWED);
    switch (expect) {
      case "accept" -> assertThat(failure[0]).isNull();
      case "reject" -> checkMessage(failure[0], file);
      case "accept-or-reject" -> {
        if (failure[0] != null) {
          checkMessage(failure[0], file);
        }
      }
      default -> throw new AssertionError(expect);
    }
  }

  private static void checkMessage(@Nullable DataException failure, Path file) {
    assertThat(failure)
        .isNotNull()
        .extracting(DataException::getMessage, STRING)
        .startsWith(file.toString())
        .contains("\n  fix       ")
        .hasSizeLessThan(1500);
  }

  private static @Nullable DataException open(Path file) {
    try {
      Dataset data = Datasets.open(file);
      assertThat(data.train().count()).isPositive();
      return null;
    } catch (DataException e) {
      return e;
    }
  }

  @Test
  void labelsAreNotCutToFit() {
    try (PickleFile file = PickleFile.open(Fixtures.path("attacks/pickle/" + TAME + ".gz"))) {
      assertThat(file.array("train_labels").ints()).startsWith(0, 0, 0, 0, 1, 1, 1, 3);
    }
    Path file = TestFiles.resource("pickle/biglabel_p4.pickle");
    assertThat(open(file))
        .hasMessage(
            file
                + """
                , byte 1,528, key 'train_labels': the number at [7] is not a 32-bit integer
                  given     4294967299
                  expected  an integer from -2147483648 to 2147483647
                  fix       round or correct it before saving\
                """);
  }

  static Stream<Path> idxFiles() {
    return Fixtures.files("attacks/idx", ".gz").stream();
  }

  @ParameterizedTest
  @MethodSource("idxFiles")
  void idx(Path file) {
    // Sound by itself: the good ones, 19 labels, and one image of floats.
    boolean sound = file.getFileName().toString().matches("(good|labels_mismatch|magic_float).*");
    byte[] content = TestFiles.unpacked(file);
    for (Path path : Stream.of(file, TestFiles.write(folder.resolve("x"), content)).toList()) {
      DataException[] failure = new DataException[1];
      long allocated = AllocatedBytes.of(() -> failure[0] = openIdx(path));
      assertThat(allocated).isLessThan(2L * content.length + ALLOWED);
      if (sound) {
        assertThat(failure[0]).isNull();
      } else {
        checkMessage(failure[0], path);
      }
    }
  }

  private static @Nullable DataException openIdx(Path path) {
    try (IdxFile file = IdxFile.open(path)) {
      assertThat(file.floats()).isNotEmpty();
      return null;
    } catch (DataException e) {
      return e;
    }
  }

  @Test
  void goodIdxPairIsADataSetAndNeedsItsLabels() {
    byte[] images = TestFiles.bytes(Fixtures.path("attacks/idx/good-images-idx3-ubyte.gz"));
    byte[] labels = TestFiles.bytes(Fixtures.path("attacks/idx/good-labels-idx1-ubyte.gz"));
    byte[] fewer = TestFiles.bytes(Fixtures.path("attacks/idx/labels_mismatch-idx1.gz"));
    Path file = TestFiles.write(folder.resolve("good-images-idx3-ubyte.gz"), images);
    assertThat(open(file)).isNotNull();
    TestFiles.write(folder.resolve("good-labels-idx1-ubyte.gz"), fewer);
    assertThat(open(file)).hasMessageContaining("20 images and 19 labels");
    TestFiles.write(folder.resolve("good-labels-idx1-ubyte.gz"), labels);
    assertThat(open(file)).isNull();
    assertThat(open(folder)).isNull();
  }
}
