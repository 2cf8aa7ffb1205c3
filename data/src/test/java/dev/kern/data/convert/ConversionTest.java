package dev.kern.data.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.DataException;
import dev.kern.data.format.Datasets;
import dev.kern.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What is converted comes back with the same pixels, labels, classes and parts, from every format
/// to every other.
final class ConversionTest {
  private static final List<String> NAMES = List.of("A", "B", "é", "Ωmega 2");

  @TempDir private Path folder;

  private static Dataset bytes(int channels) {
    return made(channels, Optional.of(Normalization.COURSE), true);
  }

  private static Dataset floats() {
    return made(1, Optional.of(Normalization.COURSE), false);
  }

  /// Five images of 3 x 4 in training, four in validation and test, of all classes.
  private static Dataset made(int channels, Optional<Normalization> scaling, boolean whole) {
    Random random = new Random(7);
    ImageShape shape = new ImageShape(3, 4, channels);
    Map<SplitName, Split> parts = new EnumMap<>(SplitName.class);
    for (SplitName splitName : SplitName.values()) {
      int[] labels =
          splitName == SplitName.TRAIN ? new int[] {3, 0, 1, 2, 0} : new int[] {2, 1, 0, 3};
      float[] pixels = new float[labels.length * shape.size()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] =
            whole ? Normalization.COURSE.apply(random.nextInt(256)) : random.nextFloat() - 0.5f;
      }
      parts.put(splitName, Split.of(shape, pixels, labels));
    }
    Provenance made = Provenance.ofProgram("made");
    return scaling
        .map(how -> Dataset.of(NAMES, parts, how, made))
        .orElseGet(() -> Dataset.of(NAMES, parts, made));
  }

  private static void expectSame(Dataset given, Dataset expected) {
    assertThat(given.shape()).isEqualTo(expected.shape());
    assertThat(given.classNames()).isEqualTo(expected.classNames());
    assertThat(given.normalization()).isEqualTo(expected.normalization());
    for (SplitName splitName : SplitName.values()) {
      Split one = given.split(splitName).orElseThrow();
      Split other = expected.split(splitName).orElseThrow();
      assertThat(one.count()).isEqualTo(other.count());
      for (int i = 0; i < one.count(); i++) {
        assertThat(pixels(one, i)).containsExactly(pixels(other, i));
        assertThat(one.label(i)).isEqualTo(other.label(i));
      }
    }
  }

  private static float[] pixels(Split split, int sample) {
    float[] pixels = new float[split.shape().size()];
    split.pixels(sample, pixels, 0);
    return pixels;
  }

  static Stream<Arguments> pairs() {
    return Stream.of(OutputFormat.values())
        .filter(from -> from != OutputFormat.CIFAR)
        .flatMap(from -> Stream.of(OutputFormat.values()).map(to -> Arguments.of(from, to)))
        .filter(pair -> pair.get()[1] != OutputFormat.CIFAR);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void keepsBytesFromEveryFormatToEveryOther(OutputFormat from, OutputFormat to) {
    for (int channels : new int[] {1, 3}) {
      Dataset data = bytes(channels);
      Path first = folder.resolve("first" + channels);
      Path second = folder.resolve("second" + channels);
      Conversion.usual().shardBytes(30).write(data, from, first);
      Dataset between = Datasets.open(first);
      expectSame(between, data);
      Conversion.usual().shardBytes(30).write(between, to, second);
      expectSame(Datasets.open(second), data);
      assertThat(Datasets.open(second).warnings()).isEmpty();
    }
  }

  /// What the ends of names ask for, and the first bytes of what they get.
  @ParameterizedTest
  @CsvSource({
    "PICKLE, a.pickle, 8004",
    "PICKLE, a.pickle.gz, 1f8b",
    "NPZ, a.npz, 504b",
    "FOLDER, a.zip, 504b",
    "FOLDER, a.tar, 7472",
    "FOLDER, a.tar.gz, 1f8b",
    "FOLDER, a.tgz, 1f8b",
  })
  void theEndOfTheNameSaysWhatIsWritten(OutputFormat to, String name, String start)
      throws IOException {
    for (int channels : new int[] {1, 3}) {
      Dataset data = bytes(channels);
      Path out = folder.resolve(channels + name);
      Conversion.usual().write(data, to, out);
      assertThat(HexFormat.of().formatHex(Files.readAllBytes(out))).startsWith(start);
      expectSame(Datasets.open(out), data);
      assertThat(Datasets.open(out).warnings()).isEmpty();
      Path again = folder.resolve("again" + channels);
      Conversion.usual().write(Datasets.open(out), OutputFormat.SHARDS, again);
      expectSame(Datasets.open(again), data);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SHARDS, a.tar",
    "NPY, a.npy.gz",
    "NPZ, a.NPZ.GZ",
    "IDX, a.zip",
    "FOLDER, a.gz",
    "PICKLE, a.tgz",
    "CSV, a.csv"
  })
  void aNameThatSaysSomethingElseIsRefused(OutputFormat to, String name) {
    Path out = folder.resolve(name);
    assertThatThrownBy(() -> Conversion.usual().write(bytes(1), to, out))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(out + ": " + to + " is ")
        .hasMessageContaining(
            "fix       use another name; or --to folder, which can pack PNG files as .zip");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "a.npz, NPZ", "a.pickle, PICKLE", "A.PKL.GZ, PICKLE", "a.zip, FOLDER", "a.tar, FOLDER",
    "a.tgz, FOLDER", "a.tar.gz, FOLDER", "a.csv,", "a.gz,", "npz,"
  })
  void someNamesSayTheFormat(Path out, @Nullable OutputFormat format) {
    assertThat(OutputFormat.of(out)).isEqualTo(Optional.ofNullable(format));
  }

  @Test
  void aZipIsNotGzippedOnceMore() {
    Path out = folder.resolve("a.zip.gz");
    assertThatThrownBy(() -> Conversion.usual().write(bytes(1), OutputFormat.FOLDER, out))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(out + ": .zip is already compressed");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void archivesKeepLongNames() {
    String name = "é".repeat(99);
    List<String> names = new ArrayList<>(NAMES);
    names.set(2, name);
    Dataset data = bytes(1).withClassNames(names);
    for (String end : List.of(".tar", ".zip")) {
      Path out = folder.resolve("long" + end);
      Conversion.usual().write(data, OutputFormat.FOLDER, out);
      expectSame(Datasets.open(out), data);
    }
  }

  /// 32 x 32 in colour, with as many classes.
  private static Dataset cifar(int classes) {
    Random random = new Random(3);
    ImageShape shape = new ImageShape(32, 32, 3);
    Map<SplitName, Split> parts = new EnumMap<>(SplitName.class);
    for (SplitName splitName : SplitName.values()) {
      int[] labels = new int[classes];
      float[] pixels = new float[classes * shape.size()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = Normalization.COURSE.apply(random.nextInt(256));
        labels[Math.floorDiv(i, shape.size())] = classes - 1 - Math.floorDiv(i, shape.size());
      }
      parts.put(splitName, Split.of(shape, pixels, labels));
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      names.add(String.format(Locale.ROOT, "é %02d", i));
    }
    return Dataset.of(names, parts, Normalization.COURSE, Provenance.ofProgram("made"));
  }

  @ParameterizedTest
  @EnumSource
  void keepsBytesFromCifarToEveryOtherAndBack(OutputFormat other) {
    expectSameFromCifarAndBack(other, 10);
  }

  @Test
  void keepsAHundredClassesOfCifar() {
    expectSameFromCifarAndBack(OutputFormat.NPZ, 100);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("slow")
  void keepsAHundredClassesOfCifarInEveryFormat(OutputFormat other) {
    expectSameFromCifarAndBack(other, 100);
  }

  private void expectSameFromCifarAndBack(OutputFormat other, int classes) {
    Dataset data = cifar(classes);
    Path[] out = new Path[3];
    Arrays.setAll(out, i -> folder.resolve(i + "of" + classes));
    Conversion.usual().write(data, OutputFormat.CIFAR, out[0]);
    Dataset first = Datasets.open(out[0]);
    assertThat(first.provenance().format()).isEqualTo("cifar");
    expectSame(first, data);
    Conversion.usual().write(first, other, out[1]);
    Conversion.usual().write(Datasets.open(out[1]), OutputFormat.CIFAR, out[2]);
    expectSame(Datasets.open(out[2]), data);
  }

  @Test
  void cifarTakesNoOtherImages() {
    Path out = folder.resolve("out");
    assertThatThrownBy(() -> Conversion.usual().write(bytes(3), OutputFormat.CIFAR, out))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            %s: CIFAR files can't hold these images
              given     3 x 4 x 3, bytes, in 4 classes
              expected  bytes of 32 x 32 x 3, in 10 or 100 classes
              fix       --size 32x32 --channels 3, or use another format, such as npz\
            """
                .formatted(out));
    Dataset ten = cifar(10);
    Dataset unscaled =
        Dataset.of(
            ten.classNames(), Map.of(SplitName.TRAIN, ten.train()), Provenance.ofProgram("made"));
    assertThatThrownBy(() -> Conversion.usual().write(unscaled, OutputFormat.CIFAR, out))
        .hasMessageContaining(
            "given     32 x 32 x 3, floats or a different scaling, in 10 classes\n")
        .hasMessageEndingWith("fix       another format, such as npz");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FOLDER", "CIFAR"})
  void keepsFloatsToTheBit(OutputFormat to) {
    Dataset data = floats();
    Path out = folder.resolve("out");
    assertThat(Conversion.usual().write(data, to, out)).isFalse();
    expectSame(Datasets.open(out), data);
  }

  @Test
  void shardsKeepAnyScaling() {
    for (Optional<Normalization> scaling :
        List.of(Optional.<Normalization>empty(), Optional.of(new Normalization(3, 7.5)))) {
      Dataset data = made(2, scaling, false);
      Path out = folder.resolve("out" + scaling.isPresent());
      assertThat(Conversion.usual().write(data, OutputFormat.SHARDS, out)).isFalse();
      expectSame(Datasets.open(out), data);
    }
  }

  @Test
  void realLettersAreTheSameInShardsOfBytes() throws IOException {
    Dataset data = Datasets.open(Fixtures.letters());
    Path out = folder.resolve("shards");
    assertThat(Conversion.usual().shardBytes(1 << 20).write(data, OutputFormat.SHARDS, out))
        .isTrue();
    expectSame(Datasets.open(out), data);
    expectSame(Datasets.open(out.resolve("index.json")), data);
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted())
          .containsExactly(
              "index.json",
              "test-00000.shard",
              "train-00000.shard",
              "train-00001.shard",
              "valid-00000.shard");
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsOverwritten(OutputFormat to) throws IOException {
    Path out = Files.writeString(folder.resolve("out"), "mine");
    assertThatThrownBy(() -> Conversion.usual().write(bytes(1), to, out))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(": already exists\n");
    assertThat(out).hasContent("mine");
  }

  @ParameterizedTest
  @EnumSource(names = {"NPZ", "NPY", "IDX", "CSV", "FOLDER"})
  void nothingIsLeftWhenItFails(OutputFormat to) {
    Dataset data = bytes(1).withClassNames(List.of("A", "B", "two\nlines", "\0"));
    Path out = folder.resolve("out");
    assertThatThrownBy(() -> Conversion.usual().write(data, to, out))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a class name");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void imageFilesTakeNoFloatsAndNoOddChannels() {
    Path out = folder.resolve("out");
    assertThatThrownBy(() -> Conversion.usual().write(floats(), OutputFormat.FOLDER, out))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("image files hold integers from 0 to 255");
    assertThatThrownBy(() -> Conversion.usual().write(bytes(4), OutputFormat.FOLDER, out))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("image files have 1 or 3 channels");
    for (String name : List.of("unlabeled", "a/b", "..", ".", "con\u0001", "x.", "")) {
      List<String> names = new ArrayList<>(NAMES);
      names.set(1, name);
      assertThatThrownBy(
              () ->
                  Conversion.usual()
                      .write(bytes(1).withClassNames(names), OutputFormat.FOLDER, out))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("a class name can't be used as a folder name");
    }
  }
}
