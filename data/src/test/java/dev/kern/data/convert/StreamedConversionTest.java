package dev.kern.data.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.TestFiles;
import dev.kern.data.file.ScratchFile;
import dev.kern.data.format.DatasetReader;
import dev.kern.testing.Fixtures;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Data whose pixels are kept in a scratch file is the same as on the heap, and may be larger.
final class StreamedConversionTest {
  @TempDir private Path folder;

  private static Dataset made(ImageShape shape, int count, boolean bytes) {
    Random random = new Random(count);
    int[] labels = new int[count];
    byte[] pixels = new byte[count * shape.size()];
    float[] floats = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt(256);
      floats[i] = random.nextFloat() - 0.5f;
    }
    Arrays.setAll(labels, i -> i % 10);
    Split split =
        bytes
            ? Split.of(shape, pixels, labels, Normalization.COURSE)
            : Split.of(shape, floats, labels);
    List<String> names = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    return Dataset.of(
        names, Map.of(SplitName.TRAIN, split), Normalization.COURSE, Provenance.ofProgram("made"));
  }

  private void expectSame(Path data, ImageTarget sizing) {
    DatasetReader reader = DatasetReader.usual().sizing(sizing);
    Dataset heap = reader.open(data);
    try (ScratchFile scratch = ScratchFile.in(folder)) {
      Dataset streamed = reader.scratch(scratch).open(data);
      assertThat(streamed.shape()).isEqualTo(heap.shape());
      assertThat(streamed.classNames()).isEqualTo(heap.classNames());
      assertThat(streamed.normalization()).isEqualTo(heap.normalization());
      assertThat(streamed.provenance()).isEqualTo(heap.provenance());
      assertThat(streamed.warnings()).isEqualTo(heap.warnings());
      for (SplitName part : SplitName.values()) {
        assertThat(streamed.has(part)).isEqualTo(heap.has(part));
        heap.split(part).ifPresent(split -> expectSame(split, streamed.split(part).orElseThrow()));
      }
    }
  }

  private static void expectSame(Split heap, Split streamed) {
    assertThat(streamed.count()).isEqualTo(heap.count());
    float[] one = new float[heap.shape().size()];
    float[] other = new float[one.length];
    for (int i = 0; i < heap.count(); i++) {
      heap.pixels(i, one, 0);
      streamed.pixels(i, other, 0);
      assertThat(other).containsExactly(one);
      assertThat(streamed.label(i)).isEqualTo(heap.label(i));
      assertThat(streamed.fingerprint(i)).isEqualTo(heap.fingerprint(i));
      assertThat(streamed.file(i)).isEqualTo(heap.file(i));
    }
  }

  private static final List<ImageTarget> SIZINGS =
      List.of(
          ImageTarget.AS_IS,
          ImageTarget.to(16, 20),
          ImageTarget.AS_IS.withChannels(1),
          ImageTarget.to(40, 31).withChannels(3));

  @ParameterizedTest
  @EnumSource
  void bytesAreTheSameFromEveryFormat(OutputFormat format) {
    Path data = folder.resolve("data");
    Conversion.usual()
        .shardBytes(1 << 18)
        .write(made(new ImageShape(32, 32, 3), 130, true), format, data);
    SIZINGS.forEach(sizing -> expectSame(data, sizing));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FOLDER", "CIFAR"})
  void floatsAreTheSameFromEveryFormat(OutputFormat format) {
    Path data = folder.resolve("data");
    Conversion.usual().write(made(new ImageShape(5, 7, 1), 130, false), format, data);
    SIZINGS.forEach(sizing -> expectSame(data, sizing));
  }

  @ParameterizedTest
  @CsvSource({"PICKLE, a.pickle.gz", "NPZ, a.npz", "FOLDER, a.zip", "FOLDER, a.tar.gz"})
  void filesThatArePackedAreTheSame(OutputFormat format, String name) {
    Path data = folder.resolve(name);
    Conversion.usual().write(made(new ImageShape(28, 28, 1), 130, true), format, data);
    SIZINGS.forEach(sizing -> expectSame(data, sizing));
  }

  @Test
  void realLettersAndGreyAmongColoursAreTheSame() throws IOException {
    expectSame(Fixtures.letters(), ImageTarget.AS_IS);
    Path tree = folder.resolve("tree");
    Conversion.usual().write(made(new ImageShape(28, 28, 3), 30, true), OutputFormat.FOLDER, tree);
    Files.copy(Fixtures.path("attacks/png/good_gray8.png"), tree.resolve("train/0/grey.png"));
    Files.write(tree.resolve("train/1/broken.png"), new byte[4]);
    SIZINGS.forEach(sizing -> expectSame(tree, sizing));
  }

  /// The file's order isn't that of the images, and pixels from 0 to 255 are still to be scaled.
  @ParameterizedTest
  @CsvSource({"True, <f4", "True, |u1", "False, <f4", "True, >i2"})
  void arraysOfAnyOrderAreTheSame(String fortran, String type) throws IOException {
    ByteArrayOutputStream images = new ByteArrayOutputStream();
    Random random = new Random(3);
    for (int i = 0; i < 40 * 6 * 5; i++) {
      int value = random.nextInt(256);
      ByteBuffer number = ByteBuffer.allocate(4);
      switch (type) {
        case "<f4" -> number.order(ByteOrder.LITTLE_ENDIAN).putFloat(value);
        case "|u1" -> number.put((byte) value);
        default -> number.putShort((short) value);
      }
      images.write(number.array(), 0, number.position());
    }
    byte[] labels = new byte[40];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 3);
    }
    Files.write(
        folder.resolve("train_images.npy"), npy(type, fortran, "(40, 6, 5)", images.toByteArray()));
    Files.write(folder.resolve("train_labels.npy"), npy("|u1", "False", "(40,)", labels));
    SIZINGS.forEach(sizing -> expectSame(folder, sizing));
  }

  private static byte[] npy(String type, String fortran, String shape, byte[] numbers) {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }".formatted(type, fortran, shape);
    String padded = header + " ".repeat(63 - (header.length() + 10) % 64) + "\n";
    return ByteBuffer.allocate(10 + padded.length() + numbers.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .put(numbers)
        .array();
  }

  @Test
  void nothingIsLeftOfAScratchFile() {
    try (ScratchFile scratch = ScratchFile.in(folder)) {
      scratch.append(new byte[1000], 0, 1000);
      assertThat(scratch.from(0).byteSize()).isEqualTo(1000);
    }
    assertThat(folder).isEmptyDirectory();
  }

  /// A conversion in a process of its own, whose heap is a third of the pixels.
  static final class SmallHeap {
    private SmallHeap() {}

    public static void main(String[] args) {
      Path out = Path.of(args[2]);
      try (ScratchFile scratch = ScratchFile.in(out.toAbsolutePath().resolveSibling("."))) {
        Dataset data = DatasetReader.usual().scratch(scratch).open(Path.of(args[0]));
        Conversion.usual().shardBytes(8 << 20).write(data, OutputFormat.valueOf(args[1]), out);
      }
    }
  }

  private static void convert(Path from, OutputFormat target, Path out) {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-Xmx24m",
                  "-cp",
                  String.join(
                      File.pathSeparator,
                      System.getProperty("jdk.module.path", ""),
                      "target/classes",
                      "target/test-classes",
                      System.getProperty("java.class.path")),
                  SmallHeap.class.getName(),
                  from.toString(),
                  target.name(),
                  out.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void expectSameContent(Path one, Path other) {
    Dataset expected = DatasetReader.usual().open(one);
    Dataset found = DatasetReader.usual().open(other);
    for (SplitName part : SplitName.values()) {
      Split split = expected.split(part).orElseThrow();
      Split same = found.split(part).orElseThrow();
      assertThat(same.count()).isEqualTo(split.count());
      for (int i = 0; i < split.count(); i += 101) {
        float[] pixels = new float[split.shape().size()];
        float[] others = new float[pixels.length];
        split.pixels(i, pixels, 0);
        same.pixels(i, others, 0);
        assertThat(others).containsExactly(pixels);
        assertThat(same.label(i)).isEqualTo(split.label(i));
      }
    }
  }

  /// 70 MB of pixels in IDX files without splits, to a chain of formats and back.
  @Test
  void dataLargerThanTheHeapIsConverted() {
    Path data = folder.resolve("data");
    Conversion.usual().write(made(new ImageShape(64, 64, 1), 17_000, true), OutputFormat.IDX, data);
    Path shards = folder.resolve("shards");
    convert(data, OutputFormat.SHARDS, shards);
    expectSameContent(data, shards);
    Path archive = folder.resolve("a.npz");
    convert(shards, OutputFormat.NPZ, archive);
    expectSameContent(data, archive);
    assertThat(TestFiles.bytes(shards.resolve("index.json"))).isNotEmpty();
  }

  static Stream<Arguments> targets() {
    return Stream.of(
        Arguments.of(OutputFormat.NPZ, "a.npz"),
        Arguments.of(OutputFormat.NPY, "npy"),
        Arguments.of(OutputFormat.IDX, "idx"),
        Arguments.of(OutputFormat.PICKLE, "a.pickle"),
        Arguments.of(OutputFormat.PICKLE, "a.pickle.gz"),
        Arguments.of(OutputFormat.CIFAR, "cifar"),
        Arguments.of(OutputFormat.CSV, "csv"),
        Arguments.of(OutputFormat.SHARDS, "shards"),
        Arguments.of(OutputFormat.FOLDER, "a.zip"),
        Arguments.of(OutputFormat.FOLDER, "a.tar"),
        Arguments.of(OutputFormat.FOLDER, "a.tar.gz"),
        Arguments.of(OutputFormat.FOLDER, "tree"));
  }

  /// Through every format, both ways.
  @ParameterizedTest
  @MethodSource("targets")
  @Tag("slow")
  void everyFormatMayBeLargerThanTheHeap(OutputFormat target, String name) {
    Path data = folder.resolve("data");
    Conversion.usual().write(made(new ImageShape(32, 32, 3), 24_000, true), OutputFormat.IDX, data);
    Path out = folder.resolve(name);
    convert(data, target, out);
    expectSameContent(data, out);
    Path back = folder.resolve("back");
    convert(out, OutputFormat.SHARDS, back);
    expectSameContent(data, back);
  }
}
