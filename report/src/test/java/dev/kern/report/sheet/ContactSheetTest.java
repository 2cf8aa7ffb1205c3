package dev.kern.report.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.DataException;
import dev.kern.report.draw.Drawing;
import dev.kern.report.draw.Mark.Image;
import dev.kern.report.draw.Mark.Label;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContactSheetTest {
  /// `each` images of every class, each of one colour that tells the class.
  private static Dataset data(ImageShape shape, int classes, int each) {
    int[] labels = IntStream.range(0, classes * each).map(i -> i % classes).toArray();
    byte[] pixels = new byte[labels.length * shape.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) labels[Math.floorDiv(i, shape.size())];
    }
    List<String> names = IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
    Split split = Split.of(shape, pixels, labels, Normalization.UNIT);
    return Dataset.of(
        names, Map.of(SplitName.TRAIN, split), Normalization.UNIT, Provenance.ofProgram("colours"));
  }

  private static ContactSheet sheet(Dataset data, OptionalInt perClass) {
    return ContactSheet.of(data, data.train(), "training images", perClass, 1);
  }

  private static <T> List<T> marks(Drawing drawing, Class<T> type) {
    return drawing.marks().stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Test
  void showsEachClassInItsRow() {
    ContactSheet sheet = sheet(data(new ImageShape(8, 8, 1), 3, 5), OptionalInt.of(4));
    assertThat(sheet.images()).isEqualTo(12);
    Drawing drawing = sheet.drawing();
    List<Image> images = marks(drawing, Image.class);
    assertThat(images).hasSize(12);
    for (int i = 0; i < 12; i++) {
      int label = i / 4;
      assertThat(images.get(i).raster().at(7, 7)).isEqualTo(label * 0x010101);
      assertThat(images.get(i).y()).isEqualTo(images.get(4 * label).y());
      assertThat(images.get(i).width()).isEqualTo(64);
    }
    assertThat(marks(drawing, Label.class))
        .extracting(Label::text)
        .containsExactly(
            "colours",
            "15 training images of 8 x 8, 4 of each class drawn with seed 1",
            "class 0",
            "5",
            "class 1",
            "5",
            "class 2",
            "5");
  }

  @ParameterizedTest
  @CsvSource({
    "28, 28, 1, 10, 20, 56, 56",
    "32, 32, 3, 100, 20, 64, 64",
    "32, 32, 3, 1000, 12, 32, 32",
    "1, 1, 1, 2, 20, 64, 64",
    "2, 3, 1, 2, 20, 63, 42",
    "224, 224, 3, 10, 20, 112, 112",
    "480, 640, 3, 5, 20, 128, 96",
    "8192, 8, 1, 3, 20, 1, 128",
  })
  void choosesASizeThatShowsMuchAndStaysBounded(
      int height, int width, int channels, int classes, int perClass, int wide, int high) {
    ImageShape shape = new ImageShape(height, width, channels);
    Grid grid = Grid.of(shape, classes, 90, OptionalInt.empty(), 500).orElseThrow();
    assertThat(grid.perClass()).isEqualTo(perClass);
    assertThat(grid.width()).isEqualTo(wide);
    assertThat(grid.height()).isEqualTo(high);
    assertThat(grid.sheetWidth() * grid.sheetHeight()).isLessThan(32e6);
  }

  @Test
  void putsNoImageOnAnother() {
    Grid grid = Grid.of(new ImageShape(28, 28, 1), 200, 90, OptionalInt.of(50), 99).orElseThrow();
    assertThat(grid.blocks()).isGreaterThan(1);
    long places =
        IntStream.range(0, 200 * 50)
            .mapToObj(i -> grid.x(i / 50, i % 50) + " " + grid.y(i / 50, i % 50))
            .distinct()
            .count();
    assertThat(places).isEqualTo(200 * 50);
    assertThat(grid.x(199, 39) + grid.width()).isLessThan(grid.sheetWidth());
    assertThat(grid.y(199, 49) + grid.height()).isLessThan(grid.sheetHeight());
  }

  @Test
  void refusesWhatIsTooMuchForASheet() {
    assertThat(sheet(data(new ImageShape(8, 8, 1), 3, 5), OptionalInt.of(100_000)).perClass())
        .isEqualTo(5);
    Dataset data = data(new ImageShape(8, 8, 1), 2, 300_000);
    assertThatThrownBy(() -> sheet(data, OptionalInt.of(100_000)))
        .isInstanceOf(DataException.class)
        .hasMessageMatching(
            """
            colours: too many images for one sheet
              given     2 classes
              expected  at most \\d+ images of each class
              fix       --per-class \\d+\
            """);
    int most = Grid.most(data.shape(), 2, 90);
    assertThat(Grid.of(data.shape(), 2, 90, OptionalInt.of(most), 1 << 20)).isPresent();
    assertThat(Grid.of(data.shape(), 2, 90, OptionalInt.of(most + 40), 1 << 20)).isEmpty();
  }

  @Test
  void shortensNamesInTheMiddle() {
    assertThat(Sheet.shortened("notMNIST_small.tar.gz", 15)).isEqualTo("notMNIS….tar.gz");
    assertThat(Sheet.shortened("short", 15)).isEqualTo("short");
  }
}
