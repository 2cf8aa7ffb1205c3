package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.data.ImageFiles;
import dev.kern.data.ImageTarget;
import dev.kern.data.Levels;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import dev.kern.data.convert.Conversion;
import dev.kern.data.convert.OutputFormat;
import dev.kern.data.file.DataException;
import dev.kern.data.file.ScratchFile;
import dev.kern.data.image.PngWriter;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pixels are scaled once, by what the training images are, and others like them.
final class ScalingTest {
  @TempDir private Path folder;

  /// Two images of 1 x 2 for each split, of integers or floats, as `.npy` files.
  private Path arrays(String name, String type, double[] train, double... test) {
    Path path = folder.resolve(name);
    write(path, "train_images", type, train);
    write(path, "train_labels", "<i4", 0, 1);
    write(path, "valid_images", type, train);
    write(path, "valid_labels", "<i4", 0, 1);
    write(path, "test_images", type, test);
    write(path, "test_labels", "<i4", 0, 1);
    return path;
  }

  private static void write(Path path, String name, String type, double... values) {
    String shape = name.endsWith("labels") ? "(2,)" : "(2, 1, %d)".formatted(values.length / 2);
    byte[] header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
            .formatted(type, shape)
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
    file.put("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1));
    file.putShort((short) header.length).put(header);
    for (double value : values) {
      switch (type) {
        case "|u1", "|i1", "|b1" -> file.put((byte) value);
        case "<u2", "<i2" -> file.putShort((short) (int) value);
        case "<i4", "<u4" -> file.putInt((int) (long) value);
        case "<i8" -> file.putLong((long) value);
        case "<f4" -> file.putFloat((float) value);
        default -> throw new AssertionError(type);
      }
    }
    byte[] content = new byte[file.position()];
    file.flip().get(content);
    try {
      Files.createDirectories(path);
      Files.write(path.resolve(name + ".npy"), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[] pixels(Split split) {
    float[] pixels = new float[2 * split.shape().size()];
    split.copy(0, 2, pixels, 0, new int[2], 0);
    return pixels;
  }

  private static float course(double part) {
    return (float) (part - 0.5);
  }

  @ParameterizedTest
  @CsvSource({
    "<u2, 3680, 4095",
    "<u2, 4095, 4095",
    "<i4, 4096, 8191",
    "<u2, 59110, 65535",
    "<i8, 256, 511",
    "<i8, 3000000000, 4294967295"
  })
  void integersAreScaledByTheRangeOfTheTrainingImages(String type, double most, long white) {
    Path path = arrays("a", type, new double[] {160, most, 200, 100}, 0, 9, 160, most + 1);
    Dataset data = Datasets.open(path);
    assertThat(data.normalization())
        .contains(Normalization.COURSE.withLevels(new Levels(0, white)));
    assertThat(pixels(data.train())[0]).isCloseTo(course(160.0 / white), within(1e-6f));
    assertThat(pixels(data.train())[1]).isCloseTo(course(most / white), within(1e-6f));
    assertThat(pixels(data.test())[0]).isEqualTo(-0.5f);
    String by = most + 1 > white ? "the range of the training images" : "their range";
    assertThat(data.warnings())
        .anyMatch(line -> line.startsWith("integers from 0 to "))
        .anyMatch(line -> line.endsWith(" by " + by + ", " + new Levels(0, white)));
  }

  @Test
  void testImagesMayBeBrighterOrDarker() {
    Dataset data = Datasets.open(arrays("a", "<u2", new double[] {0, 200, 9, 7}, 0, 300, 1, 7));
    assertThat(data.normalization()).contains(Normalization.COURSE);
    assertThat(data.warnings())
        .containsExactly(
            "integers from 0 to 300 were scaled by the range of the training images, 0 to 255");
    Dataset darker = Datasets.open(arrays("b", "<i2", new double[] {0, 4000, 9, 7}, -5, 100, 1, 7));
    assertThat(darker.warnings())
        .containsExactly(
            "integers from -5 to 4,000 were scaled by the range of the training images, 0 to 4,095");
  }

  @ParameterizedTest
  @CsvSource({"|u1", "<u2", "<i2", "<i4", "<i8"})
  void valuesOfBytesAreBytesInAnyType(String type) {
    Dataset data = Datasets.open(arrays("a", type, new double[] {0, 3, 100, 200}, 0, 255, 1, 7));
    assertThat(data.normalization()).contains(Normalization.COURSE);
    assertThat(pixels(data.test()))
        .containsExactly(Normalization.COURSE.table()[0], 0.5f, -0.49607843f, -0.47254902f);
  }

  /// As scikit-learn's digits, which go from 0 to 16.
  @ParameterizedTest
  @ValueSource(strings = {"<i8", "|u1"})
  void numbersThatAreDarkAsBytesAreTold(String type) {
    Dataset data = Datasets.open(arrays("a", type, new double[] {0, 3, 16, 12}, 0, 16, 1, 7));
    assertThat(data.normalization()).contains(Normalization.COURSE);
    assertThat(data.warnings())
        .containsExactly(
            "pixels from 0 to 16 were scaled as if 255 were white: (value - 127.5) / 255; if 16 is,"
                + " multiply them by 15.94 first");
  }

  @Test
  void negativeIntegersAreScaledBetweenPowersOfTwo() {
    Dataset bytes = Datasets.open(arrays("a", "|i1", new double[] {-128, 127, 0, 1}, 0, 0, 0, 0));
    assertThat(bytes.normalization().orElseThrow().levels()).contains(new Levels(-128, 127));
    assertThat(pixels(bytes.train())).startsWith(-0.5f, 0.5f);
    Dataset scan = Datasets.open(arrays("b", "<i2", new double[] {-1000, 900, 0, 1}, 0, 0, 0, 0));
    assertThat(scan.normalization().orElseThrow().levels()).contains(new Levels(-1024, 1023));
  }

  /// The test images alone go up to 900 only.
  @Test
  void aModelsLevelsCountWhateverTheDataAtHand() {
    Dataset trained =
        Datasets.open(arrays("a", "<u2", new double[] {160, 3680, 200, 300}, 0, 0, 0, 0));
    Normalization of = trained.normalization().orElseThrow();
    Path dark = arrays("dark", "<u2", new double[] {0, 900, 1, 1}, 0, 1, 0, 255);
    Dataset data = DatasetReader.usual().trainedScaling(of).open(dark);
    assertThat(data.normalization()).contains(of);
    assertThat(pixels(data.train())[1]).isEqualTo(of.ofRaw(900));
    assertThat(data.warnings())
        .contains("integers from 0 to 900 were scaled as those of the training images, 0 to 4,095");
    Path black = arrays("black", "<u2", new double[] {0, 1, 1, 1}, 0, 1, 0, 1);
    assertThat(pixels(DatasetReader.usual().trainedScaling(of).open(black).test())[1])
        .isEqualTo(of.ofRaw(1));
    assertThat(pixels(Datasets.open(dark).train())[1])
        .isCloseTo(course(900.0 / 1023), within(1e-6f));
  }

  @Test
  void aRangeThatTheModelDoesNotKnowIsAGuess() {
    Path path = arrays("a", "<u2", new double[] {160, 3680, 200, 300}, 0, 0, 0, 0);
    List<DatasetReader> readers =
        List.of(
            DatasetReader.usual().trainedScaling(Normalization.UNIT),
            DatasetReader.usual().classes(List.of("0", "1")));
    for (DatasetReader reader : readers) {
      assertThat(reader.open(path).warnings())
          .contains(
              "integers from 0 to 3,680 were scaled by a range guessed from this set, 0 to 4,095,"
                  + " since the network doesn't say the range of such integers");
    }
    Path odd = arrays("b", "<f4", new double[] {-9, 2.8, 0, 0}, 1, 1, 0, 0);
    String range = odd + ": pixels from -9.0 to 2.8 don't match a common scaling, ";
    assertThat(Datasets.open(odd).warnings())
        .contains(range + "so a model trained on them can't classify image files");
    assertThat(readers.getFirst().open(odd).warnings())
        .contains(range + "and were used as they are");
  }

  @Test
  void modelsOfOlderVersionsGetIntegersAsTheyAre() {
    Path path = arrays("a", "<u2", new double[] {160, 3680, 200, 300}, 0, 0, 0, 0);
    Dataset data = DatasetReader.usual().integersAsStored().open(path);
    assertThat(data.normalization()).isEmpty();
    assertThat(pixels(data.train())).containsExactly(160, 3680, 200, 300);
  }

  @Test
  void bytesOfZeroAndOneAreBlackAndWhite() {
    Path path = arrays("a", "|u1", new double[] {0, 1, 1, 0}, 1, 1, 0, 0);
    Dataset data = Datasets.open(path);
    Normalization binary = Normalization.COURSE.withLevels(Levels.BINARY);
    assertThat(data.normalization()).contains(binary);
    assertThat(pixels(data.train())).containsExactly(-0.5f, 0.5f, 0.5f, -0.5f);
    assertThat(data.warnings())
        .contains("all bytes are 0 or 1, so 1 is white: they were spread to 0 and 255");
    try (ScratchFile scratch = ScratchFile.in(folder)) {
      Dataset onDisk = DatasetReader.usual().scratch(scratch).open(path);
      assertThat(pixels(onDisk.train())).containsExactly(-0.5f, 0.5f, 0.5f, -0.5f);
    }
    Dataset again = DatasetReader.usual().trainedScaling(binary).open(path);
    assertThat(pixels(again.test())).containsExactly(0.5f, 0.5f, -0.5f, -0.5f);
    // A model of bytes from 0 to 255, perhaps of an older version, gets what it always got.
    Dataset asBytes = DatasetReader.usual().trainedScaling(Normalization.COURSE).open(path);
    assertThat(pixels(asBytes.train())[1]).isEqualTo(Normalization.COURSE.table()[1]);
    assertThat(asBytes.warnings())
        .contains(
            "all bytes are 0 or 1, which is nearly black for a network trained on bytes from 0 to"
                + " 255");
    Dataset unit = DatasetReader.usual().scaling(Normalization.UNIT).open(path);
    assertThat(pixels(unit.train())).containsExactly(0, 1, 1, 0);
  }

  @Test
  void imageFilesOfZeroAndOneAreBlackAndWhiteToo() throws IOException {
    byte[] file = PngWriter.of(new byte[] {0, 1, 1, 1}, 1, 4, 1);
    byte[] usual = PngWriter.of(new byte[] {0, -1, 1, 127}, 1, 4, 1);
    for (String name : List.of("A/0.png", "A/1.png", "B/2.png", "B/3.png")) {
      Path path = folder.resolve("train").resolve(name);
      Files.createDirectories(path.getParent());
      Files.write(path, file);
    }
    Dataset data = Datasets.open(folder);
    float[] pixels = new float[4];
    data.train().pixels(0, pixels, 0);
    assertThat(pixels).containsExactly(-0.5f, 0.5f, 0.5f, 0.5f);
    Normalization of = data.normalization().orElseThrow();
    assertThat(ImageFiles.decode("a", file, data.shape(), of)).containsExactly(pixels);
    assertThat(ImageFiles.decode("b", usual, data.shape(), of))
        .startsWith(-0.5f, 0.5f, Normalization.COURSE.table()[1]);
    try (ScratchFile scratch = ScratchFile.in(folder)) {
      DatasetReader.usual().scratch(scratch).open(folder).train().pixels(0, pixels, 0);
      assertThat(pixels).containsExactly(-0.5f, 0.5f, 0.5f, 0.5f);
    }
  }

  @Test
  void otherZerosAndOnesStayWhatTheyAre() {
    for (String type : List.of("|b1", "<f4", "<i8")) {
      Dataset data = Datasets.open(arrays("a", type, new double[] {0, 1, 1, 0}, 1, 1, 0, 0));
      assertThat(data.normalization()).contains(Normalization.UNIT);
      assertThat(pixels(data.train())).containsExactly(0, 1, 1, 0);
    }
  }

  @Test
  void floatsAreConvertedFromOneUsualScalingToAnother() {
    Path path = arrays("a", "<f4", new double[] {0, 1, 0.5, 0.25}, 0.1, 1, 0, 0);
    Dataset data = DatasetReader.usual().trainedScaling(Normalization.COURSE).open(path);
    assertThat(pixels(data.train())).containsExactly(-0.5f, 0.5f, 0, -0.25f);
    assertThat(data.normalization()).contains(Normalization.COURSE);
    assertThat(data.warnings())
        .contains("pixels are scaled as (value - 127.5) / 255 instead of (value - 0) / 255");
    Dataset same = DatasetReader.usual().trainedScaling(Normalization.UNIT).open(path);
    assertThat(pixels(same.train())).containsExactly(0, 1, 0.5f, 0.25f);
    assertThat(same.warnings()).isEqualTo(Datasets.open(path).warnings());
  }

  @Test
  void floatsThatTheScalingMayHaveMadeAreLeftAlone() {
    Normalization mean = Normalization.parse("mean=0.1307,std=0.3081");
    Path path = arrays("a", "<f4", new double[] {-0.4242, 2.8, 0, 0}, 1, 1, 0, 0);
    assertThat(Datasets.open(path).normalization()).isEmpty();
    Dataset data = DatasetReader.usual().scaling(mean).open(path);
    assertThat(data.normalization()).contains(mean);
    assertThat(pixels(data.train())[1]).isEqualTo(2.8f);
    assertThat(data.warnings())
        .anyMatch(line -> line.startsWith("pixels from -0.4242 to 2.8 were taken to be scaled"));
    Path wider = arrays("b", "<f4", new double[] {-9, 2.8, 0, 0}, 1, 1, 0, 0);
    assertThat(DatasetReader.usual().scaling(mean).open(wider).normalization()).isEmpty();
  }

  /// A colour image of one pixel, and a grey one.
  @Test
  void eachChannelCanHaveItsOwnScaling() throws IOException {
    byte[] pixel = {(byte) 255, 0, 100};
    for (String name : List.of("A/0.png", "A/1.png", "B/2.png", "B/3.png")) {
      Path path = folder.resolve("colour").resolve(name);
      Files.createDirectories(path.getParent());
      Files.write(path, PngWriter.of(pixel, 1, 1, 3));
    }
    Path path = folder.resolve("colour");
    Normalization imagenet = Normalization.IMAGENET;
    Dataset data = DatasetReader.usual().scaling(imagenet).open(path);
    float[] expected = {
      (float) ((255 - 123.675) / 58.395),
      (float) (-116.28 / 57.12),
      (float) ((100 - 103.53) / 57.375)
    };
    float[] pixels = new float[3];
    data.train().pixels(0, pixels, 0);
    assertThat(pixels).containsExactly(expected);
    assertThat(ImageFiles.decode("a", PngWriter.of(pixel, 1, 1, 3), data.shape(), imagenet))
        .containsExactly(expected);
    Path shards = folder.resolve("shards");
    Conversion.usual().write(data, OutputFormat.SHARDS, shards);
    assertThat(Files.readString(shards.resolve("index.json"))).contains("\"uint8\"");
    Dataset converted = Datasets.open(shards);
    assertThat(converted.normalization()).contains(imagenet);
    converted.train().pixels(0, pixels, 0);
    assertThat(pixels).containsExactly(expected);
    DatasetReader.usual().scaling(Normalization.UNIT).open(shards).train().pixels(0, pixels, 0);
    assertThat(pixels).containsExactly(1, 0, Normalization.UNIT.table()[100]);
    DatasetReader grey =
        DatasetReader.usual().sizing(ImageTarget.AS_IS.withChannels(1)).scaling(imagenet);
    assertThatThrownBy(() -> grey.open(path))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            %s: the scaling has another number of channels than the images
              given     3 channels, for images of 1 x 1
              expected  the same scaling for all channels, or one for each
              fix       convert the images to colour with --channels 3, or choose another scaling\
            """,
            path);
  }

  @Test
  void splitsOfDifferentKindsAreRefused() {
    Path path = arrays("a", "|u1", new double[] {0, 200, 1, 0}, 1, 1, 0, 0);
    write(path, "test_images", "<u2", 0, 3000, 1, 1);
    assertThatThrownBy(() -> Datasets.open(path))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the splits of this data set are scaled differently");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0..1 | (value - 0) / 255",
        "-1..1 | (value - 127.5) / 127.5",
        "-0.5..0.5 | (value - 127.5) / 255",
        "0..255 | (value - 0) / 1",
        "ImageNet | (value - [123.675, 116.28, 103.53]) / [58.395, 57.12, 57.375]",
        "mean=0.485,0.456,0.406,std=0.229,0.224,0.225 | (value - [123.675, 116.28, 103.53]) /"
            + " [58.395, 57.12, 57.375]",
        "mean=0.5,std=0.5 | (value - 127.5) / 127.5",
        "mean=127.5,std=255 | (value - 127.5) / 255",
        "mean=.5,.4,.4, std=1 | (value - [127.5, 102, 102]) / [255, 255, 255]",
        "mean=10,10,10,std=2,2,2 | (value - 10) / 2"
      })
  void scalingsAreSaidInWords(String words, String formula) {
    assertThat(Normalization.parse(words)).hasToString(formula);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0-1 | not a known scaling: '0-1'",
        "mean=1 | not a known scaling: 'mean=1'",
        "mean=1,2,std=1,2,3 | 2 means and 3 deviations; one of each, or one for each channel",
        "mean=1,std=0 | a deviation is more than 0, given 0",
        "mean=1,,std=1 | not a list of numbers: '1,'",
        "mean=1,std=-.5 | a deviation is more than 0, given -0.5"
      })
  void otherWordsAreRefused(String words, String message) {
    assertThatThrownBy(() -> Normalization.parse(words))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  @NeedsSharedData
  void reportedArraysHaveTheRightContrast() {
    Dataset camera = Datasets.open(SharedData.path("cases/uint16-arrays/14-uint16.npz"));
    assertThat(camera.normalization().orElseThrow().levels()).contains(new Levels(0, 4095));
    Dataset bytes = Datasets.open(SharedData.path("cases/zero-one-bytes/14-zero-one.npz"));
    Dataset bools = Datasets.open(SharedData.path("cases/zero-one-bytes/14-bool.npz"));
    float[] ofByte = new float[bytes.shape().size()];
    float[] ofBool = new float[ofByte.length];
    for (int i = 0; i < 10; i++) {
      bytes.train().pixels(i, ofByte, 0);
      bools.train().pixels(i, ofBool, 0);
      for (int k = 0; k < ofByte.length; k++) {
        assertThat(ofByte[k]).isEqualTo(ofBool[k] - 0.5f);
      }
    }
    for (String name : List.of("07-python2", "07-python2.npz")) {
      Dataset old = Datasets.open(SharedData.path("cases/python2-npy/" + name));
      assertThat(old.shape()).hasToString("12 x 12");
    }
  }
}
