package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import dev.kern.data.TestFiles;
import dev.kern.data.file.DataException;
import dev.kern.testing.AllocatedBytes;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables of images: pixel `p` of row `i` is `(31 i + 7 p) % 256`, its label `i % 3`.
final class CsvFormatTest {
  @TempDir private Path folder;

  private static String names(int pixels) {
    return IntStream.range(0, pixels).mapToObj(p -> "pixel" + p).collect(Collectors.joining(","));
  }

  private static String pixels(int row, int pixels) {
    return IntStream.range(0, pixels)
        .mapToObj(p -> Integer.toString((31 * row + 7 * p) % 256))
        .collect(Collectors.joining(","));
  }

  /// Rows of labels and pixels, without names.
  private static String rows(int from, int to, int pixels) {
    return IntStream.range(from, to)
        .mapToObj(i -> i % 3 + "," + pixels(i, pixels) + "\n")
        .collect(Collectors.joining());
  }

  private Path table(String name, String text) {
    return TestFiles.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }

  private static void expect(Split split, int from, int count) {
    assertThat(split.count()).isEqualTo(count);
    float[] pixels = new float[split.shape().size()];
    for (int i = 0; i < count; i++) {
      split.pixels(i, pixels, 0);
      assertThat(split.label(i)).isEqualTo((from + i) % 3);
      for (int p = 0; p < pixels.length; p++) {
        assertThat(pixels[p])
            .isEqualTo(Normalization.COURSE.apply((31 * (from + i) + 7 * p) % 256));
      }
    }
  }

  /// Opens a table for scoring, whose images nothing is held out from.
  private Dataset open(String text) {
    return Datasets.open(table("test.csv", text));
  }

  private void expectImages(String text, String... notes) {
    Dataset data = open(text);
    assertThat(data.provenance().format()).isEqualTo("csv");
    expect(data.test(), 0, 7);
    assertThat(data.warnings()).hasSize(notes.length);
    for (int i = 0; i < notes.length; i++) {
      assertThat(data.warnings().get(i)).endsWith(notes[i]);
    }
  }

  private static final String SQUARE = "rows of 25 numbers were read as images of 5 x 5";
  private static final String FIRST = "the first column of numbers was taken for the labels";

  private static final String LAST = "the last column of numbers was taken for the labels";

  @Test
  void tablesOfKaggle() {
    table("train.csv", "label," + names(25) + "\n" + rows(0, 20, 25));
    table("test.csv", names(25) + "\n" + pixels(0, 25) + "\n");
    table("sample_submission.csv", "ImageId,Label\n1,0\n");
    Dataset data = Datasets.open(folder);
    assertThat(data.shape()).isEqualTo(new ImageShape(5, 5, 1));
    assertThat(data.classNames()).containsExactly("0", "1", "2");
    assertThat(data.train().count() + data.valid().count() + data.test().count()).isEqualTo(20);
    assertThat(data.warnings())
        .contains(
            "left out, since it has no labels: test.csv",
            folder.resolve("train.csv") + ": " + SQUARE);
    table("test.csv", "label," + names(25) + "\n" + rows(5, 9, 25));
    expect(Datasets.open(folder).test(), 5, 4);
    assertThatThrownBy(() -> Datasets.open(table("images.csv", names(25) + "\n" + pixels(0, 25))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("images.csv: the images have no labels")
        .hasMessageContaining("no column of labels in images.csv");
  }

  @Test
  void labelsWithoutANameMayBeLast() {
    String last =
        IntStream.range(0, 7)
            .mapToObj(i -> pixels(i, 25) + "," + i % 3 + "\n")
            .collect(Collectors.joining());
    expectImages(last, LAST, SQUARE);
    String counted = IntStream.range(0, 26).mapToObj(c -> "c" + c).collect(Collectors.joining(","));
    expectImages(counted + "\n" + last, LAST, SQUARE);
    // Pixels at the border are 0 in all images.
    String border = last.replaceAll("(?m)^[0-9]+", "0");
    assertThat(open(border).warnings().getFirst()).endsWith(LAST);
    assertThat(open(rows(0, 7, 25).replaceAll("(?m)[0-9]+$", "0")).warnings().getFirst())
        .endsWith(FIRST);
  }

  @NeedsSharedData
  @Test
  void theCaseOfKaggle() {
    Dataset data = Datasets.open(SharedData.path("cases/formats-missing/08-kaggle/train.csv"));
    assertThat(data.shape()).isEqualTo(new ImageShape(28, 28, 1));
    assertThat(data.train().count()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void anyLineBreaksQuotesAndMarks(String end) {
    String text = "label," + names(25) + "\n" + rows(0, 7, 25);
    expectImages(text.replace("\n", end), SQUARE);
    expectImages("\ufeff" + text.replace("\n", end + end), SQUARE);
    expectImages(text.strip().replace("\n", end), SQUARE);
    String quoted = text.replace(",", "\",\"").replace("\n", "\"" + end + "\"");
    expectImages("\"" + quoted.substring(0, quoted.length() - 1), SQUARE);
    expectImages(text.replace(",", " ; ").replace("\n", " " + end), SQUARE);
    expectImages(text.replace(",", "\t").replace("\n", end), SQUARE);
  }

  @Test
  void aGzippedTableIsTheSame() {
    String text = "label," + names(25) + "\n" + rows(0, 7, 25);
    byte[] packed = TestFiles.packed(text.getBytes(StandardCharsets.UTF_8));
    Dataset data = Datasets.open(TestFiles.write(folder.resolve("mnist_test.csv.gz"), packed));
    expect(data.test(), 0, 7);
  }

  @Test
  void columnsOfOtherNamesAndOrders() {
    String rows = rows(0, 7, 25);
    String grid =
        IntStream.range(0, 25)
            .mapToObj(p -> (1 + p / 5) + "x" + (1 + p % 5))
            .collect(Collectors.joining(","));
    expectImages("label," + grid + "\n" + rows);
    expectImages("label," + grid.replaceAll("(\\d)x(\\d)", "row$1_col$2") + "\n" + rows);
    String counts = names(25).replaceAll("pixel(\\d+)", "28_p$1");
    expectImages("label," + counts + "\n" + rows, SQUARE);
    expectImages("Class," + names(25).replace("pixel", "px_") + "\n" + rows, SQUARE);
    expectImages(rows, FIRST, SQUARE);
    String counted = IntStream.range(0, 26).mapToObj(i -> "" + i).collect(Collectors.joining(","));
    expectImages(counted + "\n" + rows, FIRST, SQUARE);
    String indexed =
        IntStream.range(0, 7)
            .mapToObj(i -> i + "," + i % 3 + "," + pixels(i, 25) + "\n")
            .collect(Collectors.joining());
    expectImages("," + counted + "\n" + indexed, FIRST, SQUARE, "left out: ''");
    expectImages(
        "Unnamed: 0,label," + names(25) + "\n" + indexed, SQUARE, "left out: 'Unnamed: 0'");
    String last =
        IntStream.range(0, 7)
            .mapToObj(i -> pixels(i, 25) + "," + i % 3 + "\n")
            .collect(Collectors.joining());
    expectImages(names(25) + ",label\n" + last, SQUARE);
  }

  /// As pandas writes an image that it took for names: no two alike.
  @Test
  void namesThatWereAnImage() {
    String mangled =
        "3," + IntStream.range(0, 100).mapToObj(p -> "0." + p).collect(Collectors.joining(","));
    Dataset data = open(mangled.replace(",0.0,", ",0,") + "\n" + rows(0, 7, 100));
    expect(data.test(), 0, 7);
  }

  @Test
  void columnsAreTakenByTheirNumbers() {
    int[] order = {3, 0, 8, 1, 2, 7, 6, 5, 4};
    StringBuilder text = new StringBuilder("label");
    Arrays.stream(order).forEach(p -> text.append(",pixel").append(p));
    for (int i = 0; i < 7; i++) {
      String[] pixels = pixels(i, 9).split(",", -1);
      text.append('\n').append(i % 3);
      Arrays.stream(order).forEach(p -> text.append(',').append(pixels[p]));
    }
    expectImages(
        text + "\n",
        "the columns of pixels were put in the order of their numbers",
        "rows of 9 numbers were read as images of 3 x 3");
  }

  @Test
  void imagesInColourOrOfTwoSides() {
    Dataset colour = open(names(75) + ",label\n" + "0,".repeat(75) + "1\n" + "9,".repeat(75) + "0");
    assertThat(colour.shape()).isEqualTo(new ImageShape(5, 5, 3));
    String grid =
        IntStream.range(0, 12)
            .mapToObj(p -> p / 6 + "x" + p / 2 % 3 + "x" + p % 2)
            .collect(Collectors.joining(","));
    assertThat(open("label," + grid + "\n" + rows(0, 7, 12)).shape())
        .isEqualTo(new ImageShape(2, 3, 2));
  }

  @Test
  void labelsAreIndicesOrNames() throws IOException {
    List<String> names = new ArrayList<>(List.of("cat", "Öl", "a, b"));
    StringBuilder text = new StringBuilder("label," + names(4) + "\n");
    names.forEach(name -> text.append('"').append(name).append("\",1,2,3,4\n"));
    Dataset data = open(text.toString());
    assertThat(data.classNames()).containsExactly("a, b", "cat", "Öl");
    assertThat(data.test().label(0)).isEqualTo(1);
    Dataset words = open("cat," + pixels(0, 25) + "\ndog," + pixels(1, 25) + "\n");
    assertThat(words.classNames()).containsExactly("cat", "dog");
    Dataset real = open("label," + names(4) + "\n2.0,1,2,3,4\n0.,1,2,3,5\n");
    assertThat(real.test().label(0)).isEqualTo(2);
    assertThat(real.classes()).isEqualTo(3);
    Files.writeString(folder.resolve("classes.txt"), "x\ny\nz\n");
    assertThat(open("label," + names(4) + "\n2,1,2,3,4\n0,1,2,3,5\n").classNames())
        .containsExactly("x", "y", "z");
  }

  @Test
  void tablesMayWriteClassesDifferently() throws IOException {
    Path tables = Files.createDirectory(folder.resolve("tables"));
    Files.writeString(
        tables.resolve("train.csv"), "label," + names(4) + "\nCat,1,2,3,4\nDog,1,2,3,5\n");
    Files.writeString(
        tables.resolve("test.csv"), "label," + names(4) + "\ndog,1,2,3,6\ncat,1,2,3,7\n");
    Dataset data = Datasets.open(tables);
    assertThat(data.classNames()).containsExactly("Cat", "Dog");
    assertThat(data.test().label(0)).isEqualTo(1);
    assertThat(data.warnings())
        .contains(
            "classes taken for one although case or spaces differ: 'cat' for 'Cat', 'dog' for"
                + " 'Dog'");
  }

  /// What the numbers are is told by all of them.
  @ParameterizedTest
  @CsvSource({
    "0, 255, -0.5, 0.5",
    "0, 1, 0, 1",
    "0.25, 1.0, 0.25, 1",
    "-1e0, .5, -1, 0.5",
    "0.0, 255., -0.5, 0.5",
  })
  void numbersOfAnyKind(String least, String most, float low, float high) {
    String row = String.join(",", least, most, least, most);
    Dataset data = open("label," + names(4) + "\n0," + row + "\n1," + row + "\n");
    float[] pixels = new float[4];
    data.test().pixels(1, pixels, 0);
    assertThat(pixels).containsExactly(low, high, low, high);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '^',
      value = {
        "1,1,2,3       # line 3: the row has fewer cells than the first  # 4",
        "1,1,2,3,4,5,6 # line 3: the row has more cells than the first   # 7",
        "1,1,2,,4      # line 3: the pixel in column 4 isn't a number    # ''",
        "1,1,2,x,4     # line 3: the pixel in column 4 isn't a number    # 'x'",
        "1,1,2,nan,4   # line 3: the pixel in column 4 isn't a number    # 'nan'",
        "1,1,2,1e99,4  # line 3: the pixel in column 4 isn't a number    # '1e99'",
        "1,1,2,0x1p3,4 # line 3: the pixel in column 4 isn't a number    # '0x1p3'",
        ",1,2,3,4      # line 3: the label is missing                    # an empty cell",
        "1,1,2,\"3,4   # line 3: a quote is never closed                 # the end of the file",
        "1,1,2,\"3\"x,4 # line 3: there is more behind a quoted cell     # 'x'",
        "70000,1,2,3,4 # line 3: the label is not a class index          # 70000",
      })
  void rowsThatCannotBeAreRefused(String row, String what, String given) {
    expectFailure("label," + names(4) + "\n0,1,2,3,4\n" + row + "\n", "test.csv, " + what, given);
  }

  private void expectFailure(String text, String... parts) {
    assertThatThrownBy(() -> open(text))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts)
        .hasMessageContaining("\n  fix       ");
  }

  /// Names of two numbers and of three belong to no grid together.
  @Test
  void namesOfDifferentKindsAreNoGrid() {
    String header = "label,1x1,1x2,2x1,2x2x3\n";
    assertThat(open(header + "0,1,2,3,4\n1,5,6,7,8\n").shape()).isEqualTo(new ImageShape(2, 2, 1));
  }

  @Test
  void tablesThatCannotBeAreRefused() throws IOException {
    expectFailure("", "an empty file");
    expectFailure("label," + names(4) + "\n", "the table has no rows");
    expectFailure("label," + names(7) + "\n0,1", "aren't the pixels of square images", "7 can be");
    expectFailure("id,name\n1,2\n", "aren't the pixels of square images", "'id', 'name'");
    expectFailure("label," + "x".repeat(2000), "a cell is too long");
    byte[] latin =
        ("label," + names(4) + "\n\u00e9,1,2,3,4\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Datasets.open(TestFiles.write(folder.resolve("a.csv"), latin)))
        .hasMessageContaining("a.csv, line 2: a cell isn't text in UTF-8");
    byte[] packed = TestFiles.packed(rows(0, 500, 25).getBytes(StandardCharsets.UTF_8));
    byte[] cut = Arrays.copyOf(packed, packed.length / 2);
    assertThatThrownBy(() -> Datasets.open(TestFiles.write(folder.resolve("c.csv.gz"), cut)))
        .hasMessageContaining("unexpected end of the gzip stream");
    Files.delete(folder.resolve("a.csv"));
    Files.delete(folder.resolve("c.csv.gz"));
    Files.delete(folder.resolve("test.csv"));
    table("a_train.csv", rows(0, 9, 25));
    table("b_test.csv", rows(0, 9, 25));
    assertThatThrownBy(() -> Datasets.open(folder))
        .hasMessageContaining("the tables belong to several data sets");
  }

  /// A table of other numbers is not taken for images.
  @Test
  void otherTablesAreLeftAlone() {
    table("iris.csv", "sepal_length,sepal_width,petal_length,petal_width,species\n1,2,3,4,a\n");
    assertThatThrownBy(() -> Datasets.open(folder))
        .hasMessageContaining("not a data set in a known format")
        .hasMessageContaining("1 file: 1 .csv");
  }

  /// It costs the memory of its numbers, and a row's; a table without end only that of a row.
  @Test
  void costsLittleMemory() {
    Path large = table("train.csv", rows(0, 20_000, 100));
    Datasets.open(large);
    assertThat(AllocatedBytes.of(() -> Datasets.open(large))).isLessThan(20_000_000);
    Path wide = table("wide.csv", "1,".repeat(4_000_000));
    long allocated =
        AllocatedBytes.of(
            () ->
                assertThatThrownBy(() -> Datasets.open(wide))
                    .hasMessageContaining("the table has too many columns"));
    assertThat(allocated).isLessThan(80_000_000);
  }
}
