package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.TestFiles;
import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.NumberType;
import dev.kern.data.npy.NpyFile;
import dev.kern.testing.AllocatedBytes;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `.npy` and `.npz` files that NumPy wrote, and others that it would not.
final class NumpyFormatsTest {
  private static final Path TYPES = TestFiles.resource("npy/types.npz");

  @TempDir private Path folder;

  static Stream<String> arrays() {
    List<String> names = Content.zipped(TYPES);
    assertThat(names).hasSize(12 * 2 * 2);
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void everyTypeAndOrderGivesTheSameNumbers(String name) {
    try (NpyFile file = NpyFile.of(Content.open(TYPES, name))) {
      boolean bool = file.type().orElseThrow() == NumberType.BOOL;
      assertThat(name).contains(bool ? "b1" : "");
      assertThat(file.shape()).containsExactly(2, 3);
      assertThat(file.floats())
          .containsExactly(bool ? new float[] {0, 0, 0, 1, 1, 1} : new float[] {0, 1, 2, 3, 4, 5});
      assertThat(file.ints())
          .containsExactly(bool ? new int[] {0, 0, 0, 1, 1, 1} : new int[] {0, 1, 2, 3, 4, 5});
    }
  }

  @Test
  void aGzippedArchiveIsToBeUnpackedFirst() {
    byte[] fixture = TestFiles.bytes(TestFiles.resource("fixture/npz"));
    Path file = TestFiles.write(folder.resolve("a.npz.gz"), TestFiles.packed(fixture));
    assertThatThrownBy(() -> Datasets.open(file))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            %1$s: a zip archive inside a gzip file
              expected  a .zip or .npz file that isn't gzipped
              fix       unpack it first: gunzip %1$s\
            """,
            file);
    assertThatThrownBy(() -> Content.open(TestFiles.resource("fixture/npz"), "none.npy"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the archive has no file 'none.npy'");
  }

  @Test
  void namesOfKerasAndOfClassesAreKnown() {
    Dataset data = Datasets.open(TestFiles.resource("npy/keras.npz"));
    assertThat(data.classNames())
        .containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i", "ä€");
    Dataset course = Datasets.open(TestFiles.resource("pickle/course_p4.pickle"));
    assertThat(data.normalization()).isEqualTo(course.normalization());
    for (int i = 0; i < 10; i++) {
      assertThat(data.test().label(i)).isEqualTo(i);
      assertThat(data.test().fingerprint(i)).isEqualTo(course.test().fingerprint(i));
    }
    assertThat(data.warnings()).anyMatch(line -> line.startsWith("no validation split"));
  }

  /// Python 2 wrote extents as `60L` where they were long integers.
  @Test
  void headersOfPython2AreRead() throws IOException {
    Path images = folder.resolve("train_images.npy");
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2L, 1L, 3L), }";
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    String start = "\u0093NUMPY\1\0" + (char) text.length + "\0" + header + "abcdef";
    Files.write(images, start.getBytes(StandardCharsets.ISO_8859_1));
    try (NpyFile file = NpyFile.of(Content.open(images))) {
      assertThat(file.shape()).containsExactly(2, 1, 3);
      assertThat(file.bytes()).containsExactly('a', 'b', 'c', 'd', 'e', 'f');
    }
  }

  @Test
  void filesFindEachOther() throws IOException {
    for (String name : List.of("mine-images", "mine-labels")) {
      Files.write(
          folder.resolve(name + ".npy.gz"),
          TestFiles.packed(
              TestFiles.bytes(
                  TestFiles.resource("fixture/npy/test_" + name.substring(5) + ".npy"))));
    }
    Files.copy(
        TestFiles.resource("fixture/npy/test_images.npy"), folder.resolve("others_test_x.npy"));
    Dataset data = Datasets.open(folder.resolve("mine-labels.npy.gz"));
    assertThat(data.train().count()).isEqualTo(10);
    assertThatThrownBy(() -> Datasets.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            folder + ": can't tell images and labels from the names of the arrays")
        .hasMessageContaining("'mine-images', 'mine-labels', 'others_test_x'");
  }

  @ParameterizedTest
  @CsvSource({
    "train_dataset, '', TRAIN, true",
    "y_test, '', TEST, false",
    "val-images, '', VALID, true",
    "k49_train_imgs, k49, TRAIN, true",
    "Letters.Labels, letters, TRAIN, false",
    "image, '', TRAIN, true",
    "label, '', TRAIN, false",
    "target, '', TRAIN, false",
    "trainX, '', TRAIN, true",
    "testY, '', TEST, false",
    "Xtrain, '', TRAIN, true",
    "ytest, '', TEST, false",
    "X_val, '', VALID, true",
    "features, '', TRAIN, true",
  })
  void namesTell(String name, String set, SplitName splitName, boolean images) {
    assertThat(ArrayName.of(name)).contains(new ArrayName(set, splitName, images));
  }

  @Test
  void otherNamesTellNothing() {
    assertThat(
            Stream.of("arr_0", "", "_", "train", "weights", "images2", "feature_names")
                .map(ArrayName::of))
        .allMatch(Optional::isEmpty);
  }

  /// Those of scikit-learn, and of `numpy.savez(images, labels)`.
  @NeedsSharedData
  @ParameterizedTest
  @ValueSource(strings = {"label", "singular", "camel", "positional"})
  void otherNamesOfArrays(String name) {
    Dataset data = Datasets.open(SharedData.path("cases/formats-missing/28-" + name + ".npz"));
    int images = data.train().count() + data.valid().count();
    images += name.equals("camel") ? 0 : data.test().count();
    assertThat(images).isEqualTo(100);
    assertThat(data.classes()).isEqualTo(10);
    assertThat(data.warnings().stream().filter(line -> line.contains("by their shapes")))
        .hasSize(name.equals("positional") ? 1 : 0);
  }

  /// Writes an archive of arrays of `fixture/npy`.
  private Path archive(Map<String, String> fixtures) throws IOException {
    Path file = folder.resolve("some.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> array : new TreeMap<>(fixtures).entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(TestFiles.bytes(TestFiles.resource("fixture/npy/" + array.getValue() + ".npy")));
      }
    }
    return file;
  }

  /// Writes an array of texts of at most six letters.
  private void texts(String name, String type, String... texts) throws IOException {
    String header =
        "{'descr': '%s6', 'fortran_order': False, 'shape': (%d,), }".formatted(type, texts.length);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
    file.writeBytes(new byte[] {(byte) header.length(), 0});
    file.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    Charset encoding =
        switch (type) {
          case "<U" -> Charset.forName("UTF-32LE");
          case ">U" -> Charset.forName("UTF-32BE");
          default -> StandardCharsets.UTF_8;
        };
    for (String text : texts) {
      file.writeBytes(Arrays.copyOf(text.getBytes(encoding), type.equals("|S") ? 6 : 24));
    }
    Files.write(folder.resolve(name + ".npy"), file.toByteArray());
  }

  private void images(String split) throws IOException {
    Files.copy(
        TestFiles.resource("fixture/npy/test_images.npy"),
        folder.resolve(split + "_images.npy"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<String> classes(Dataset data, SplitName splitName) {
    Split split = data.split(splitName).orElseThrow();
    return IntStream.range(0, split.count())
        .mapToObj(i -> data.classNames().get(split.label(i)))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<U", ">U", "|S"})
  void labelsMayBeNames(String type) throws IOException {
    String[] train = {"dog", "cat", "\u00e4", "dog", "cat", "cat", "\u00e4", "dog", "dog", "cat"};
    String[] test = {"Cat", "Cat", "dog", "dog", "dog", "dog", "dog", "dog", "dog", "a\u0308"};
    images("train");
    images("valid");
    images("test");
    texts("train_labels", type, train);
    texts("valid_labels", type, train);
    texts("test_labels", type, test);
    Dataset data = Datasets.open(folder);
    assertThat(data.classNames()).containsExactly("cat", "dog", "\u00e4");
    assertThat(classes(data, SplitName.TRAIN)).containsExactly(train);
    assertThat(classes(data, SplitName.TEST)).startsWith("cat", "cat", "dog").endsWith("\u00e4");
    assertThat(data.warnings())
        .contains("classes taken for one although case or spaces differ: 'Cat' for 'cat'");
    texts("class_names", type, "dog", "\u00e4", "cat", "bird");
    Dataset named = Datasets.open(folder);
    assertThat(named.classNames()).containsExactly("dog", "\u00e4", "cat", "bird");
    assertThat(classes(named, SplitName.TRAIN)).containsExactly(train);
    texts("class_names", type, "dog", "cat");
    assertThatThrownBy(() -> Datasets.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the label at [2] is the name of no class")
        .hasMessageContaining("given     '\u00e4'")
        .hasMessageContaining("expected  one of dog, cat");
  }

  @Test
  void labelsMayBeNumbersInWords() throws IOException {
    images("train");
    texts("train_labels", "<U", "0", "1", "2", "3", "10", "1", "1", "2", "2", "3");
    images("test");
    texts("test_labels", "<U", "0", "1", "2", "3", "10", "1", "1", "2", "2", "3");
    Dataset data = Datasets.open(folder);
    assertThat(data.classNames()).hasSize(11).endsWith("10");
    assertThat(classes(data, SplitName.TEST)).startsWith("0", "1", "2", "3", "10");
    Files.copy(
        TestFiles.resource("fixture/npy/test_labels.npy"),
        folder.resolve("test_labels.npy"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> Datasets.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("some labels are names, others numbers")
        .hasMessageContaining("numbers in test_labels");
  }

  @Test
  void twoArraysOfOneKindAreNoDataSet() throws IOException {
    Path file = archive(Map.of("arr_0", "test_images", "arr_1", "test_images"));
    assertThatThrownBy(() -> Datasets.open(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("can't tell images and labels from the names of the arrays")
        .hasMessageContaining("'arr_0', 'arr_1', which are uint8 (10, 4, 4) and uint8 (10, 4, 4)");
  }

  @Test
  void numbersOfScikitLearnAreNoNames() throws IOException {
    Path file =
        archive(
            Map.of("data", "test_images", "target", "test_labels", "target_names", "test_labels"));
    assertThat(Datasets.open(file).classNames()).hasSize(10).startsWith("0", "1");
    Path strict =
        archive(Map.of("x", "test_images", "y", "test_labels", "class_names", "test_labels"));
    assertThatThrownBy(() -> Datasets.open(strict))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not an array of class names");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }     # 12 bytes",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), } # far more",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000,), } # 8,000,000,000 bytes",
        "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }      # array.astype('U') for"
            + " names",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)} # a plain type",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}           # True or False",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}      # dimensions such as",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,,3)}     # between the commas",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2LL,)}     # dimensions such as",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1234567890123456789,)} # 18 digits",
      })
  void headersThatLieAreRefused(String header, String expected) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] content =
        Arrays.copyOf(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}, 18 + text.length);
    content[8] = (byte) text.length;
    System.arraycopy(text, 0, content, 10, text.length);
    Path file = TestFiles.write(folder.resolve("train_images.npy"), content);
    DataException[] failure = new DataException[1];
    long allocated =
        AllocatedBytes.of(
            () -> {
              try (NpyFile npy = NpyFile.of(Content.open(file))) {
                assertThat(npy.shape()).isNull();
              } catch (DataException e) {
                failure[0] = e;
              }
            });
    assertThat(failure[0]).hasMessageContaining(expected).hasMessageContaining("\n  fix       ");
    assertThat(allocated).isLessThan(10_000_000);
  }

  @Test
  void aChangedByteInAnArchiveIsSeen() {
    byte[] content = TestFiles.bytes(TYPES);
    content[195] ^= 1; // among the first array's numbers, which aren't packed
    Path file = TestFiles.write(folder.resolve("changed.npz"), content);
    String first = Content.zipped(file).getFirst();
    assertThatThrownBy(() -> NpyFile.of(Content.open(file, first)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ", " + first + ": checksum mismatch: the file is damaged");
    assertThatThrownBy(() -> Content.open(file, "other.npy"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no file 'other.npy'");
  }
}
