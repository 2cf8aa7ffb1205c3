package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.NamedDataset;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.DataException;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetTest {
  @NeedsSharedData
  @Test
  void printsTheNotebooksLines() {
    Dataset data = Datasets.open(SharedData.path("data/notmnist/notMNIST.pickle.gz"));
    assertThat(data.shapeLines())
        .containsExactly(
            "Training set (15230, 28, 28) (15230,)",
            "Validation set (1000, 28, 28) (1000,)",
            "Test set (2000, 28, 28) (2000,)");
    assertThat(data.reformattedShapeLines())
        .containsExactly(
            "Training set (15230, 28, 28, 1) (15230, 10)",
            "Validation set (1000, 28, 28, 1) (1000, 10)",
            "Test set (2000, 28, 28, 1) (2000, 10)");
    assertThat(data.warnings()).isEmpty();
    assertThat(data.classNames()).containsExactly("A", "B", "C", "D", "E", "F", "G", "H", "I", "J");
    assertThat(data.normalization()).contains(Normalization.COURSE);
    assertThat(data.shape()).isEqualTo(new ImageShape(28, 28, 1));
    assertThat(data.provenance().format()).isEqualTo("pickle");
    assertThat(data.provenance().sha256())
        .isEqualTo("7f8e8236fae8dd62895480278ba80a3096f85c8c908b2525207152ead8ad1bc7");
  }

  @Test
  void refusesAnEmptyPath() {
    assertThatThrownBy(() -> Datasets.open(Path.of("")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            data: the path is empty
              expected  a file, a folder, or glyphs
              fix       give a path; '.' is %s\
            """
                .formatted(Path.of("").toAbsolutePath()));
  }

  @Test
  void saysWhichArtifactHasTheGlyphs() {
    Path name = Path.of("glyphs");
    assertThatThrownBy(() -> Datasets.open(name, List.of(), Loading.USUAL))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            glyphs: the letters that come with Kern are in a separate artifact
              expected  kern-glyphs on the class path or module path
              fix       add the dependency dev.kern:kern-glyphs, in the version of kern-data\
            """);
  }

  @Test
  void nameWinsOverAFolderAndSaysSo(@TempDir Path folder) throws IOException {
    String line =
        "%s is the data set that comes with Kern, not the one in the working directory; for that, give ./%s"
            .formatted(folder, folder);
    assertThat(openNamed(folder, folder.toString()).warnings()).doesNotContain(line);
    for (String name : List.of("A", "B")) {
      Path image = Files.createDirectories(folder.resolve(name)).resolve("1.png");
      ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY), "png", image.toFile());
    }

    Dataset named = openNamed(folder, folder.toString());
    assertThat(named.shape()).isEqualTo(new ImageShape(3, 3, 1));
    assertThat(named.warnings()).contains(line);
    assertThat(openNamed(folder, "another").shape()).isEqualTo(new ImageShape(2, 2, 1));
  }

  private static Dataset openNamed(Path path, String name) {
    NamedDataset set =
        new NamedDataset() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public Dataset open() {
            ImageShape shape = new ImageShape(3, 3, 1);
            return Dataset.of(List.of("A", "B"), shape, new float[36], new int[4]);
          }
        };
    return Datasets.open(path, List.of(set), Loading.USUAL);
  }

  @Test
  void takesTheRootOfADisk() {
    Path root = Path.of("").toAbsolutePath().getRoot();
    assertThat(new ImageChecksum(root).provenance("images").files().getFirst().name())
        .isEqualTo(root.toString());
  }

  @Test
  void thePartsAreOptional() {
    Split split = Split.of(new ImageShape(1, 1, 1), new float[3], new int[] {0, 1, 0});
    Dataset data =
        Dataset.of(
            List.of("no", "yes"), Map.of(SplitName.TEST, split), Provenance.ofProgram("made"));
    assertThat(data.has(SplitName.TRAIN)).isFalse();
    assertThat(data.split(SplitName.TEST)).contains(split);
    assertThatThrownBy(data::train)
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            made: contains no training images
              given     splits: test
              fix       use another split, or data that has this one\
            """);
    assertThat(data.withClassNames(List.of("cat", "dog")).classNames())
        .containsExactly("cat", "dog");
  }

  @Test
  void anEmptyClassIsAWarning() {
    Split split = Split.of(new ImageShape(1, 1, 1), new float[2], new int[] {0, 2});
    Dataset data =
        Dataset.of(
            List.of("a", "b", "c"), Map.of(SplitName.TRAIN, split), Provenance.ofProgram("made"));
    assertThat(data.warnings()).containsExactly("classes without images: b");
  }

  @Test
  void bytesAndFloatsGiveTheSamePixels() {
    ImageShape shape = new ImageShape(4, 4, 1);
    byte[] bytes = new byte[3 * 16];
    float[] floats = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 37);
      floats[i] = (float) (((bytes[i] & 0xff) - 127.5) / 255);
    }
    int[] labels = {2, 1, 0};
    Split fromBytes = Split.of(shape, bytes, labels, Normalization.COURSE);
    Split fromFloats = Split.of(shape, floats, labels);
    for (Split split : List.of(fromBytes, fromFloats, fromBytes.select(0, 1, 2))) {
      float[] pixels = new float[16 * 2 + 1];
      int[] classes = new int[3];
      split.copy(1, 2, pixels, 1, classes, 1);
      assertThat(Arrays.copyOfRange(pixels, 1, 33))
          .containsExactly(Arrays.copyOfRange(floats, 16, 48));
      assertThat(classes).containsExactly(0, 1, 0);
    }
    assertThat(fromBytes.select(2, 2).fingerprint(1)).isEqualTo(fromBytes.fingerprint(2));
  }

  @Test
  void normalisationIsThatOfTheCourse() {
    assertThat(Normalization.COURSE.apply(0)).isEqualTo(-0.5f);
    assertThat(Normalization.COURSE.apply(255)).isEqualTo(0.5f);
    assertThat(Normalization.COURSE.table()[3]).isEqualTo(-0.4882353f);
    assertThat(Normalization.UNIT).hasToString("(value - 0) / 255");
    assertThat(Normalization.guess(0, 1)).contains(Normalization.UNIT);
    assertThat(Normalization.guess(-0.5f, 0.5f)).contains(Normalization.COURSE);
    assertThat(Normalization.guess(-1, 1)).contains(Normalization.SYMMETRIC);
    assertThat(Normalization.guess(-2, 3)).isEmpty();
  }
}
