package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ImageFiles;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.ResizeMode;
import dev.kern.data.Resizer;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.TestFiles;
import dev.kern.data.file.DataException;
import dev.kern.data.image.PngWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Data sets whose images are brought to a size.
final class ImageTargetTest {
  @TempDir private Path folder;

  private static float[] pixels(Split split, int sample) {
    float[] pixels = new float[split.shape().size()];
    split.pixels(sample, pixels, 0);
    return pixels;
  }

  private static Dataset data(Split split, Optional<Normalization> normalization) {
    return DatasetBuilder.dataset(
        List.of("a", "b"),
        Map.of(SplitName.TRAIN, split),
        normalization,
        Provenance.ofProgram("made"));
  }

  private static Split bytes(ImageShape shape, int... values) {
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      pixels[i] = (byte) values[i];
    }
    return Split.of(shape, pixels, new int[values.length / shape.size()], new Normalization(0, 1));
  }

  private void image(String name, int height, int width, int... values) throws IOException {
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      pixels[i] = (byte) values[i];
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, PngWriter.of(pixels, height, width, values.length / (height * width)));
  }

  private void images() throws IOException {
    image("train/a/1.png", 2, 2, 0, 50, 100, 150);
    image("train/a/2.png", 1, 1, 200);
    image("train/b/1.png", 2, 1, 255, 0, 0, 0, 0, 255);
    image("train/b/2.png", 2, 1, 7, 9);
  }

  @Test
  void imagesOfManySizesBecomeOne() throws IOException {
    images();
    Dataset data = Datasets.open(folder, ImageTarget.to(1, 1).withChannels(1));
    assertThat(data.shape()).isEqualTo(new ImageShape(1, 1, 1));
    List<Float> course =
        List.of(75, 53, 200, 8).stream().map(v -> Normalization.COURSE.apply(v)).toList();
    for (int i = 0; i < 4; i++) {
      assertThat(pixels(data.train(), i)).as("image " + i).containsExactly(course.get(i));
    }
    assertThat(data.warnings())
        .contains(
            "images of 3 sizes, mostly 2 x 1 x 3, were resized to 1 x 1, ignoring their"
                + " aspect ratio");
    assertThat(data.provenance().fit()).contains(ResizeMode.STRETCH);
    assertThatThrownBy(() -> Datasets.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith("fix       resize them all: --size 2x1");
  }

  @Test
  void greyAmongColoursIsColoured() throws IOException {
    images();
    Dataset data = Datasets.open(folder, ImageTarget.to(2, 1));
    assertThat(data.shape()).isEqualTo(new ImageShape(2, 1, 3));
    assertThat(pixels(data.train(), 0)).hasSize(6).doesNotContain(Float.NaN);
    assertThat(Datasets.open(folder, ImageTarget.to(2, 1).withChannels(3)).shape())
        .isEqualTo(data.shape());
    assertThat(Datasets.open(folder, ImageTarget.to(new ImageShape(2, 1, 1))).shape())
        .isEqualTo(new ImageShape(2, 1, 1));
  }

  @Test
  void bytesAreRoundedToBytes() {
    Split split = bytes(new ImageShape(1, 2, 1), 1, 2, 255, 255);
    Dataset data = DatasetResizer.of(data(split, Optional.empty()), ImageTarget.to(1, 1));
    assertThat(pixels(data.train(), 0)).containsExactly(2);
    assertThat(pixels(data.train(), 1)).containsExactly(255);
    assertThat(data.warnings())
        .contains("images of 1 x 2 were resized to 1 x 1, ignoring their aspect ratio");
  }

  @Test
  void floatsAreNotRounded() {
    Split split = Split.of(new ImageShape(1, 2, 1), new float[] {0.25f, 0.5f}, new int[1]);
    Dataset data = DatasetResizer.of(data(split, Optional.empty()), ImageTarget.to(1, 1));
    assertThat(pixels(data.train(), 0)).containsExactly(0.375f);
  }

  @Test
  void coloursBecomeBrightnessAndTransparencyWhite() {
    ImageShape see = new ImageShape(1, 2, 4);
    Split split = bytes(see, 255, 0, 0, 255, 255, 0, 0, 0);
    Dataset data = data(split, Optional.empty());
    assertThat(pixels(DatasetResizer.of(data, ImageTarget.AS_IS.withChannels(1)).train(), 0))
        .containsExactly(76, 255);
    assertThat(pixels(DatasetResizer.of(data, ImageTarget.AS_IS.withChannels(3)).train(), 0))
        .containsExactly(255, 0, 0, 255, 255, 255);
    Split floats = Split.of(see, new float[] {1, 0, 0, 1, 1, 0, 0, 0}, new int[1]);
    assertThatThrownBy(
            () ->
                DatasetResizer.of(
                    data(floats, Optional.empty()), ImageTarget.AS_IS.withChannels(1)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("made: the transparency of these images can't be interpreted");
    assertThat(
            pixels(
                DatasetResizer.of(
                        data(floats, Optional.of(Normalization.UNIT)),
                        ImageTarget.AS_IS.withChannels(3))
                    .train(),
                0))
        .containsExactly(1, 0, 0, 1, 1, 1);
  }

  @Test
  void imagesOnADiskAreResizedWhenTheyAreAskedFor() {
    Split held = bytes(new ImageShape(2, 2, 1), 0, 2, 4, 6, 8, 8, 8, 8);
    Split onDisk =
        new ResizedSplit(
            held,
            () ->
                Resizer.ofFloats(
                    held.shape(), new ImageShape(1, 1, 3), ResizeMode.STRETCH, 0, 255));
    assertThat(onDisk.shape()).isEqualTo(new ImageShape(1, 1, 3));
    assertThat(pixels(onDisk, 0)).containsExactly(3, 3, 3);
    assertThat(pixels(onDisk, 1)).containsExactly(8, 8, 8);
    assertThat(onDisk.fingerprint(0)).isEqualTo(held.fingerprint(0));
  }

  @Test
  void whatHasTheSizeStaysWhatItIs() {
    Dataset data = data(bytes(new ImageShape(2, 2, 1), 0, 2, 4, 6), Optional.empty());
    Dataset same = DatasetResizer.of(data, ImageTarget.to(2, 2));
    assertThat(same.train()).isSameAs(data.train());
    assertThat(same.warnings()).isEqualTo(data.warnings());
  }

  @Test
  void singleImagesAreBroughtToTheNetworksSize() throws IOException {
    images();
    byte[] png = TestFiles.bytes(folder.resolve("train/a/1.png"));
    Normalization none = new Normalization(0, 1);
    assertThat(ImageFiles.resize("p", png, new ImageShape(1, 1, 1), none)).containsExactly(75);
    assertThat(ImageFiles.resize("p", png, new ImageShape(1, 2, 3), none))
        .containsExactly(50, 50, 50, 100, 100, 100);
    assertThat(ImageFiles.size("p", png)).isEqualTo(new ImageTarget.Extents(2, 2));
  }

  @Test
  void sizesThatImagesCantHaveAreRefused() {
    assertThatThrownBy(() -> ImageTarget.to(0, 28)).hasMessageContaining("0 x 28");
    assertThatThrownBy(() -> ImageTarget.AS_IS.withChannels(2))
        .hasMessageContaining("1 channel (grey) or 3 (colour), given 2");
  }
}
