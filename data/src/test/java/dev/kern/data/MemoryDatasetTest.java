package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.data.format.Datasets;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Data sets of images that a program has in memory.
final class MemoryDatasetTest {
  private static final List<String> NAMES = List.of("dark", "light");
  private static final ImageShape SHAPE = new ImageShape(2, 3, 1);

  private static int[] labels(int count) {
    return IntStream.range(0, count).map(i -> i % 2).toArray();
  }

  /// Every image another, none above `most`.
  private static float[] floats(int count, float most) {
    float[] pixels = new float[count * SHAPE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = most * i / (pixels.length - 1);
    }
    return pixels;
  }

  private static byte[] bytes(int count) {
    byte[] pixels = new byte[count * SHAPE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 7 + (i >> 5));
    }
    return pixels;
  }

  private static BufferedImage image(int height, int width, int type, Color color) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, Math.ceilDiv(width, 2), height);
    graphics.dispose();
    return image;
  }

  private static byte[] png(BufferedImage image) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[] pixels(Split split) {
    int size = split.shape().size();
    float[] all = new float[split.count() * size];
    split.copy(0, split.count(), all, 0, new int[split.count()], 0);
    return all;
  }

  @Test
  void takesFloatsAsTheyAre() {
    float[] given = floats(40, 1);
    Dataset data = Dataset.of(NAMES, SHAPE, given, labels(40));
    assertThat(data.train().count()).isEqualTo(32);
    assertThat(data.valid().count()).isEqualTo(4);
    assertThat(data.test().count()).isEqualTo(4);
    assertThat(data.normalization()).contains(Normalization.UNIT);
    assertThat(data.warnings())
        .containsExactly(
            "no validation split: 4 of the 40 training images were held out for it (a tenth of"
                + " each class; identical images stay together)",
            "no test split: 4 of the 40 training images were held out for it (a tenth of each"
                + " class; identical images stay together)");
    List<float[]> images = new ArrayList<>();
    for (SplitName splitName : SplitName.values()) {
      for (Batch batch : data.split(splitName).orElseThrow().batches(1)) {
        images.add(batch.images().clone());
        int sample = Math.round(batch.images()[0] * (given.length - 1)) / SHAPE.size();
        assertThat(batch.labels()[0]).isEqualTo(sample % 2);
      }
    }
    images.sort((a, b) -> Float.compare(a[0], b[0]));
    for (int i = 0; i < 40; i++) {
      assertThat(images.get(i)).containsExactly(Arrays.copyOfRange(given, 6 * i, 6 * i + 6));
    }
  }

  @Test
  void cutsTheSameSplitsWhateverTheOrder() {
    float[] given = floats(40, 1);
    float[] turned = new float[given.length];
    for (int i = 0; i < 40; i++) {
      System.arraycopy(given, 6 * i, turned, 6 * (39 - i), 6);
    }
    int[] labels = IntStream.range(0, 40).map(i -> (39 - i) % 2).toArray();
    float[] one = pixels(Dataset.of(NAMES, SHAPE, given, labels(40)).test());
    float[] other = pixels(Dataset.of(NAMES, SHAPE, turned, labels).test());
    Arrays.sort(one);
    Arrays.sort(other);
    assertThat(one).containsExactly(other);
  }

  @Test
  void tellsHowFloatsAreScaled() {
    Dataset raw = Dataset.of(NAMES, SHAPE, floats(40, 255), labels(40));
    assertThat(raw.normalization()).contains(new Normalization(0, 1));
    assertThat(raw.warnings())
        .contains(
            "floats from 0.0 to 255.0 are used unscaled; networks learn better from small"
                + " values, such as (value - 127.5) / 255");
    Dataset odd = Dataset.of(NAMES, SHAPE, floats(40, -3), labels(40));
    assertThat(odd.normalization()).isEmpty();
    assertThat(odd.warnings())
        .contains(
            "floats from -3.0 to -0.0 don't match a common scaling, so a model trained on them"
                + " can't classify image files; specify the scaling with normalization(...)");
    Normalization own = new Normalization(0, -85);
    Dataset told =
        Dataset.builder(NAMES, SHAPE)
            .normalization(own)
            .add(SplitName.TRAIN, floats(40, -3), labels(40))
            .build();
    assertThat(told.normalization()).contains(own);
  }

  @Test
  void scalesBytesAsFilesAre() {
    byte[] given = bytes(30);
    byte[][] each = new byte[30][];
    Arrays.setAll(each, i -> Arrays.copyOfRange(given, 6 * i, 6 * i + 6));
    Dataset data = Dataset.of(NAMES, SHAPE, given, labels(30));
    Dataset same = Dataset.of(NAMES, SHAPE, each, labels(30));
    Dataset streamed =
        Dataset.of(
            NAMES, IntStream.range(0, 30).mapToObj(i -> LabelledImage.of(SHAPE, each[i], i % 2)));
    assertThat(data.normalization()).contains(Normalization.COURSE);
    float[] train = pixels(data.train());
    assertThat(train).containsExactly(pixels(same.train())).hasSize(22 * 6);
    assertThat(train).containsExactly(pixels(streamed.train()));
    for (float pixel : train) {
      assertThat(pixel).isBetween(-0.5f, 0.5f);
    }
    assertThat(same.provenance()).isEqualTo(data.provenance());
    given[0]++;
    assertThat(Dataset.of(NAMES, SHAPE, given, labels(30)).provenance().sha256())
        .isNotEqualTo(data.provenance().sha256());
  }

  @Test
  void takesSplitsOfOnesOwn() {
    Dataset data =
        Dataset.builder(NAMES, SHAPE)
            .add(SplitName.TRAIN, bytes(40), labels(40))
            .add(SplitName.TEST, bytes(6), labels(6))
            .build();
    assertThat(data.test().count()).isEqualTo(6);
    assertThat(data.valid().count()).isEqualTo(4);
    assertThat(data.train().count()).isEqualTo(36);
    Dataset scoring =
        Dataset.builder(NAMES, SHAPE).add(SplitName.TEST, bytes(6), labels(6)).build();
    assertThat(scoring.has(SplitName.TRAIN)).isFalse();
    assertThat(scoring.warnings()).isEmpty();
  }

  @Test
  void bringsImagesOfAnySizeToOneAsFilesAre(@TempDir Path folder) throws IOException {
    List<BufferedImage> images = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Color color = new Color(20 * i, 255 - 9 * i, 7 * i);
      int type = i % 3 == 0 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
      images.add(image(9 + i, 14 - i % 4, i == 5 ? BufferedImage.TYPE_INT_ARGB : type, color));
    }
    for (int i = 0; i < 12; i++) {
      Path file = folder.resolve(NAMES.get(i % 2)).resolve("%02d.png".formatted(i));
      Files.createDirectories(file.getParent());
      Files.write(file, png(images.get(i)));
    }
    for (int channels : new int[] {1, 3}) {
      ImageShape shape = new ImageShape(7, 5, channels);
      Dataset files = Datasets.open(folder, ImageTarget.to(shape));
      Dataset memory = Dataset.of(NAMES, shape, images, labels(12));
      Dataset decoded =
          Dataset.of(
              NAMES,
              shape,
              IntStream.range(0, 12)
                  .mapToObj(i -> LabelledImage.decode("no. " + i, png(images.get(i)), i % 2)));
      for (Dataset data : List.of(memory, decoded)) {
        assertThat(data.shape()).isEqualTo(shape);
        assertThat(data.normalization()).isEqualTo(files.normalization());
        assertThat(data.provenance().fit()).contains(ResizeMode.STRETCH);
        assertThat(data.warnings())
            .contains(
                "memory, training images: 12 of 12 were resized to "
                    + shape
                    + ", ignoring their aspect ratio");
        for (SplitName splitName : SplitName.values()) {
          float[] expected = pixels(files.split(splitName).orElseThrow());
          float[] given = pixels(data.split(splitName).orElseThrow());
          Arrays.sort(expected);
          Arrays.sort(given);
          assertThat(given).as(splitName + " " + shape).containsExactly(expected);
        }
      }
    }
  }

  @Test
  void imagesOfOneSizeStayAsTheyAre() {
    List<BufferedImage> images = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int type = i < 3 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
      images.add(image(4, 4, type, new Color(0, 40 * i, 0)));
    }
    Dataset data = Dataset.of(NAMES, images, labels(6));
    assertThat(data.shape()).isEqualTo(new ImageShape(4, 4, 3));
    assertThat(data.provenance().fit()).isEmpty();
    assertThat(Dataset.of(NAMES, images.subList(0, 3), labels(3)).shape())
        .isEqualTo(new ImageShape(4, 4, 1));
  }

  @Test
  void grayAndColourPartsAgree() {
    BufferedImage grey = image(4, 4, BufferedImage.TYPE_BYTE_GRAY, Color.GRAY);
    BufferedImage red = image(4, 4, BufferedImage.TYPE_INT_RGB, Color.RED);
    Dataset data =
        Dataset.builder(NAMES)
            .add(SplitName.TRAIN, List.of(grey, red), labels(2))
            .add(SplitName.TEST, List.of(LabelledImage.of(grey, 1)))
            .build();
    assertThat(data.test().shape()).isEqualTo(new ImageShape(4, 4, 3));
    float[] pixels = pixels(data.test());
    assertThat(pixels[0]).isEqualTo(pixels[1]).isEqualTo(pixels[2]);
  }

  @Test
  void sizesThatDifferNeedOneToBeBroughtTo() {
    Stream<LabelledImage> images =
        Stream.of(
            LabelledImage.of(image(4, 5, BufferedImage.TYPE_INT_RGB, Color.RED), 0),
            LabelledImage.of(image(4, 6, BufferedImage.TYPE_INT_RGB, Color.BLUE), 1));
    assertThatThrownBy(() -> Dataset.of(NAMES, images))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            memory, training images, [1]: the images differ in size
              given     4 x 6 x 3 here, 4 x 5 x 3 at [0]
              expected  one size for all images
              fix       resize them all by giving a size: new ImageShape(4, 5, 3)\
            """);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> Dataset.of(NAMES, SHAPE, new float[239], labels(40)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            memory, training images: the array doesn't hold one image per label
              given     239 numbers for 40 labels
              expected  240 numbers: 40 images of 2 x 3, 6 each
              fix       pass one image per label, or correct the image size\
            """);
    assertThatThrownBy(() -> Dataset.builder(NAMES).add(SplitName.TEST, new byte[12], labels(2)))
        .hasMessageStartingWith("memory, test images: the size of the images isn't known\n");
    assertThatThrownBy(() -> Dataset.of(NAMES, List.of(), labels(2)))
        .hasMessageContaining("the numbers of images and labels differ")
        .hasMessageContaining("given     0 images and 2 labels");
    assertThatThrownBy(() -> Dataset.of(NAMES, SHAPE, new byte[][] {{1, 2}}, labels(1)))
        .hasMessageStartingWith(
            "memory, training images, [0]: the array doesn't hold exactly one image\n");
    assertThatThrownBy(() -> Dataset.of(NAMES, SHAPE, bytes(2), new int[] {0, 2}))
        .hasMessageStartingWith("memory: the training label at [1] is not a class index\n");
    float[] broken = floats(4, 1);
    broken[13] = Float.NaN;
    assertThatThrownBy(() -> Dataset.of(NAMES, SHAPE, broken, labels(4)))
        .hasMessageStartingWith(
            "memory, training images: a pixel of the image at [2] is not a finite number\n");
    assertThatThrownBy(() -> Dataset.of(NAMES, SHAPE, new byte[0], new int[0]))
        .hasMessageStartingWith("memory: contains no images\n");
    assertThatThrownBy(
            () ->
                Dataset.builder(NAMES, SHAPE)
                    .add(SplitName.TRAIN, bytes(4), labels(4))
                    .add(SplitName.TRAIN, bytes(4), labels(4)))
        .hasMessageStartingWith("memory, training images: this split was already added\n");
    assertThatThrownBy(
            () ->
                Dataset.builder(NAMES, SHAPE)
                    .add(SplitName.TRAIN, bytes(4), labels(4))
                    .add(SplitName.TEST, floats(4, 1), labels(4))
                    .build())
        .hasMessageContaining("given     train: bytes, test: floats");
    assertThatThrownBy(() -> LabelledImage.of(SHAPE, new byte[5], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected  6, for an image of 2 x 3");
    ImageShape four = new ImageShape(2, 3, 4);
    BufferedImage grey = image(4, 4, BufferedImage.TYPE_BYTE_GRAY, Color.GRAY);
    assertThatThrownBy(() -> Dataset.of(NAMES, four, List.of(grey), labels(1)))
        .hasMessageContaining("an image can't be converted to 4 channels");
  }

  @Test
  void isReadable() {
    Dataset data = Dataset.of(NAMES, SHAPE, bytes(40), labels(40));
    assertThat(data)
        .hasToString("memory: 32 train, 4 valid, 4 test images of 2 x 3; 2 classes: dark, light");
    assertThat(data.train()).hasToString("32 images of 2 x 3");
    assertThat(data.train().select(3)).hasToString("1 image of 2 x 3");
    assertThat(Split.concatenated(List.of(data.train(), data.test())))
        .hasToString("36 images of 2 x 3");
    assertThat(LabelledImage.of(new ImageShape(1, 2, 3), new byte[6], 4))
        .hasToString("image of 1 x 2 x 3, class 4");
  }
}
