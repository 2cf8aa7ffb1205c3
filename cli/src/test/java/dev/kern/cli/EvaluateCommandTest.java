package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mistakes by file name, so that they can be corrected.
final class EvaluateCommandTest {
  private static final int PLANTED = 20;

  @TempDir private static Path folder;

  private static Path letters;
  private static Path run;
  private static final Set<String> WRONG = new HashSet<>();

  /// Letters in a folder per class, some of them in that of another one.
  @BeforeAll
  static void train() throws IOException {
    Path converted = folder.resolve("converted");
    assertThat(Cli.run("data", "convert", Cli.letters(), converted, "--to", "folder").status())
        .isZero();
    letters = converted.resolve("train");
    for (int c = 0; c < 10; c++) {
      Path from = letters.resolve(Character.toString('A' + c));
      String to = Character.toString('A' + (c + 3) % 10);
      for (Path image : files(from).stream().limit(PLANTED / 10).toList()) {
        String name = to + "/wrong-" + image.getFileName();
        Files.move(image, letters.resolve(name));
        WRONG.add(name);
      }
    }
    run = folder.resolve("run");
    Cli.Result trained =
        Cli.run(
            "train",
            "--data",
            letters,
            "--network",
            "strided",
            "--steps",
            600,
            "--no-report",
            "--quiet",
            "--out",
            run);
    assertThat(trained.status()).as(trained.err()).isZero();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static List<String[]> csv(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(line -> line.split(",", -1)).toList();
  }

  @Test
  void plantedWrongLabelsComeFirst() throws IOException {
    Path file = folder.resolve("mistakes.csv");
    Cli.Result result = Cli.run("evaluate", run, "--split", "all", "--csv", file, "--mistakes", 3);
    assertThat(result.err()).isEmpty();
    assertThat(result.lines().getLast()).isEqualTo("Mistakes written to " + file);
    List<String[]> rows = csv(file);
    assertThat(rows.getFirst())
        .containsExactly(
            "source", "label", "prediction", "probability", "label_probability", "loss");
    List<String[]> mistakes = rows.subList(1, rows.size());
    assertThat(mistakes)
        .allSatisfy(
            row -> {
              assertThat(letters.resolve(row[0])).isRegularFile();
              assertThat(row[0]).startsWith(row[1] + "/");
              assertThat(row[2]).isNotEqualTo(row[1]);
              assertThat(Double.parseDouble(row[4]))
                  .isLessThanOrEqualTo(Double.parseDouble(row[3]));
            })
        .extracting(row -> Double.valueOf(row[5]))
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(mistakes.stream().limit(2 * PLANTED).filter(row -> WRONG.contains(row[0])))
        .hasSizeGreaterThanOrEqualTo(PLANTED * 3 / 4);
    assertThat(result.out())
        .contains("Worst mistakes (of ", ", largest loss first)\n  " + mistakes.getFirst()[0]);
  }

  /// Folds find them also where a network would learn them by heart, and in the test images.
  @Test
  void foldsPutPlantedWrongLabelsFirst() throws IOException {
    Path folds = folder.resolve("folds");
    Cli.Result trained =
        Cli.run(
            "train",
            "--data",
            letters,
            "--folds",
            3,
            "--steps",
            400,
            "--no-report",
            "--quiet",
            "--out",
            folds);
    assertThat(trained.status()).as(trained.err()).isZero();
    Path file = folder.resolve("suspects.csv");
    Cli.Result result = Cli.run("evaluate", folds, "--split", "all", "--csv", file);
    assertThat(result.err()).isEmpty();
    assertThat(csv(file).stream().skip(1).limit(2 * PLANTED).filter(row -> WRONG.contains(row[0])))
        .hasSizeGreaterThanOrEqualTo(PLANTED * 3 / 4);
  }

  @Test
  void jsonNamesTheFilesToo() {
    List<JsonTree> mistakes =
        JsonTree.of(Cli.run("evaluate", run, "--json").out()).at("mistakes").elements();
    assertThat(mistakes)
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(20)
        .allSatisfy(
            mistake -> {
              assertThat(letters.resolve(mistake.at("source").text())).isRegularFile();
              assertThat(mistake.at("loss").number()).isPositive();
              assertThat(mistake.at("labelProbability").number())
                  .isLessThan(mistake.at("probability").number());
            });
    assertThat(
            JsonTree.of(Cli.run("evaluate", run, "--json", "--mistakes", 2).out())
                .at("mistakes")
                .elements())
        .hasSize(2);
  }

  @Test
  void imagesWithoutFilesAreNumberedAsInTheData() {
    Cli.Result result = Cli.run("evaluate", run, "--data", Cli.letters(), "--split", "valid");
    assertThat(result.out())
        .contains("largest loss first; numbered as in the data, from 0)")
        .containsPattern("\n  valid\\[\\d+] +[A-J] classified as [A-J], ");
  }

  @Test
  void countsTheMostProbableClasses() {
    JsonTree five = JsonTree.of(Cli.run("evaluate", run, "--top", 5, "--json").out());
    assertThat(five.at("metrics/top5Accuracy").number())
        .isGreaterThan(five.at("accuracy").number())
        .isLessThanOrEqualTo(1);
    assertThat(Cli.run("evaluate", run, "--top", 10, "--quiet").out())
        .contains("top10Accuracy 1.0000\n");
  }

  @Test
  void standardOutputTakesNoTables() {
    for (String option : List.of("--csv", "--confusion")) {
      Cli.Result result = Cli.run("evaluate", run, option, "-");
      assertThat(result.status()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).contains("standard output", "  fix       name a file");
    }
  }

  @Test
  void writesTheWholeConfusionMatrix() throws IOException {
    Path file = folder.resolve("confusion.csv");
    JsonTree told =
        JsonTree.of(Cli.run("evaluate", run, "--confusion", file, "--json").out()).at("confusion");
    List<String[]> rows = csv(file);
    assertThat(rows).hasSize(11).allSatisfy(row -> assertThat(row).hasSize(11));
    assertThat(rows.getFirst()).startsWith("", "A", "B").endsWith("J");
    for (int r = 0; r < 10; r++) {
      String[] row = rows.get(r + 1);
      assertThat("[" + String.join(",", List.of(row).subList(1, 11)) + "]")
          .isEqualTo(told.elements().get(r).toString());
    }
  }

  /// A moved image may be one that the run learned from.
  @Test
  void changedDataIsTold() throws IOException {
    Path image = files(letters.resolve("B")).getLast();
    Path moved = letters.resolve("C/moved-" + image.getFileName());
    Files.move(image, moved);
    try {
      assertThat(Cli.run("evaluate", run).err())
          .contains("note: the data has changed since the run began");
    } finally {
      Files.move(moved, image);
    }
    assertThat(Cli.run("evaluate", run).err()).isEmpty();
  }

  /// Other data without a test split is meant as a whole, but only a part is scored.
  @Test
  void aPartOfOtherDataIsTold() {
    Cli.Result result = Cli.run("evaluate", run, "--data", letters);
    assertThat(result.out()).containsPattern("note: scored are the [0-9]+ images held out for a");
    assertThat(Cli.run("evaluate", run, "--data", letters, "--split", "all").out())
        .doesNotContain("note: scored are");
  }
}
