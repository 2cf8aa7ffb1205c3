package dev.kern.report.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.check.Check;
import dev.kern.report.draw.Drawing;
import dev.kern.report.draw.Mark;
import dev.kern.report.draw.Mark.Image;
import dev.kern.report.draw.Mark.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SuspectSheetTest {
  private static final ImageShape SHAPE = new ImageShape(1, 4, 1);

  private static Drawing drawing(int[] train, int[] trainLabels, int[] test, int[] testLabels) {
    Dataset data =
        Dataset.of(
            List.of("a", "b"),
            Map.of(
                SplitName.TRAIN,
                split(train, trainLabels),
                SplitName.TEST,
                split(test, testLabels)),
            Normalization.UNIT,
            Provenance.ofProgram("made"));
    return SuspectSheet.drawing(data, Check.of(data, Check.NEAR));
  }

  private static Split split(int[] values, int[] labels) {
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      pixels[i] = (byte) values[i];
    }
    return Split.of(SHAPE, pixels, labels, Normalization.UNIT);
  }

  private static List<String> texts(Drawing drawing) {
    return drawing.marks().stream()
        .filter(Label.class::isInstance)
        .map(mark -> ((Label) mark).text())
        .toList();
  }

  @Test
  void showsWhatBelongsTogetherSideBySide() {
    int[] train = {0, 99, 0, 9, 0, 99, 0, 9, 7, 7, 7, 7, 9, 80, 70, 0};
    int[] test = {0, 99, 0, 9, 9, 81, 70, 0};
    Drawing drawing = drawing(train, new int[] {0, 1, 0, 1}, test, new int[] {0, 1});
    assertThat(texts(drawing))
        .containsExactly(
            "made",
            "6 images of 1 x 4, and the problems found",
            "Equal images with different labels",
            "1 group",
            "a",
            "train[0]",
            "b",
            "train[1]",
            "a",
            "test[0]",
            "Images of a single colour",
            "1 image",
            "a",
            "train[2]",
            "Nearly equal images in different splits",
            "1 group",
            "b",
            "train[3]",
            "b",
            "test[1]");
    List<Mark> images = drawing.marks().stream().filter(Image.class::isInstance).toList();
    assertThat(images).hasSize(6);
    assertThat(((Image) images.getFirst()).y()).isEqualTo(((Image) images.get(2)).y());
    assertThat(images)
        .allSatisfy(
            mark -> {
              Image image = (Image) mark;
              assertThat(image.x() + image.width()).isLessThan(drawing.width());
              assertThat(image.y() + image.height()).isLessThan(drawing.height());
            });
  }

  @Test
  void countsWhatThereIsNoRoomFor() {
    int[] train = new int[4 * 300];
    for (int i = 0; i < 300; i++) {
      train[4 * i] = 250 * (i % 2);
      train[4 * i + 1] = i % 3 == 0 ? 40 : 0;
    }
    Drawing drawing = drawing(train, new int[300], new int[] {1, 2, 9, 4}, new int[] {1});
    assertThat(texts(drawing)).contains("a  +44 more", "3 groups");
  }

  /// Five pairs a row, and the row of a larger group filled up with what fits.
  @Test
  void groupsFillRows() {
    Random random = new Random(1);
    List<Integer> values = new ArrayList<>();
    for (int size : new int[] {2, 2, 2, 2, 4, 2, 2, 2, 2}) {
      List<Integer> image = random.ints(4, 0, 256).boxed().toList();
      for (int i = 0; i < size; i++) {
        values.addAll(image);
      }
    }
    int[] train = values.stream().mapToInt(i -> i).toArray();
    Drawing drawing = drawing(train, new int[20], new int[] {0, 255, 0, 0}, new int[1]);
    List<Double> rows =
        drawing.marks().stream()
            .filter(Image.class::isInstance)
            .limit(20)
            .map(mark -> ((Image) mark).y())
            .toList();
    assertThat(Set.copyOf(rows.subList(0, 10))).hasSize(1);
    assertThat(Set.copyOf(rows.subList(10, 20))).hasSize(1);
    assertThat(rows.getLast()).isGreaterThan(rows.getFirst());
  }

  @Test
  void saysSoIfThereIsNothing() {
    Drawing drawing =
        drawing(new int[] {1, 2, 3, 9}, new int[1], new int[] {9, 2, 1, 5}, new int[] {1});
    assertThat(texts(drawing)).contains("No problems found");
  }
}
