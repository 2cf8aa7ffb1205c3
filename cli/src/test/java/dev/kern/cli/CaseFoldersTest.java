package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folders, archives and class lists that were once read wrongly: each does what its note calls
/// right. The other cases are tested beside the formats that they are about.
@NeedsSharedData
final class CaseFoldersTest {
  @TempDir private Path folder;

  private static Path of(String path) {
    return SharedData.path("cases/" + path);
  }

  /// How many images `kern data info` counts in each class of a split.
  private static String counts(String data, String split) {
    Cli.Result result = Cli.run("data", "info", of(data), "--json");
    assertThat(result.err()).isEmpty();
    return JsonTree.of(result.out()).at("splits/" + split + "/perClass").toString();
  }

  private static String info(String data) {
    Cli.Result result = Cli.run("data", "info", of(data));
    assertThat(result.err()).isEmpty();
    return result.out();
  }

  private Path trained(String data) {
    Path run = folder.resolve("run");
    Cli.Result result =
        Cli.run(
            "train",
            "--data",
            of(data),
            "--optimizer",
            "adam",
            "--learning-rate",
            0.003,
            "--steps",
            300,
            "--no-report",
            "--out",
            run);
    assertThat(result.err()).isEmpty();
    return run;
  }

  @Test
  void foldersBelowThatOfAClassBelongToIt() {
    assertThat(counts("nested-subfolders/01-subfolders", "train"))
        .isEqualTo("{\"cats\":20,\"dogs\":20}");
    assertThat(info("nested-subfolders/01-subfolders"))
        .contains("note: monday, tuesday are folders in several classes (cats, dogs)");
  }

  @Test
  void usualNamesOfSplitsAreKnown() {
    assertThat(counts("kaggle-layouts/33-pets", "test")).isEqualTo("{\"cats\":12,\"dogs\":12}");
    assertThat(counts("kaggle-layouts/33-pets", "train")).isEqualTo("{\"cats\":11,\"dogs\":11}");
    assertThat(info("kaggle-layouts/33-pets"))
        .contains("note: folders taken for splits: test_set for test, training_set for train");
  }

  @Test
  void wordsOfSplitsMayNameClassesAndPlaces() {
    assertThat(counts("part-words/02-valid-invalid", "train"))
        .isEqualTo("{\"invalid\":16,\"valid\":16}");
    assertThat(info("part-words/02-valid-invalid"))
        .contains("note: valid is a class, not a split, because of the folders beside it");
    assertThat(counts("part-words/03-dev.tar.gz", "train")).isEqualTo("{\"A\":16,\"B\":16}");
  }

  @Test
  void namesInAnyLanguageStayApart() {
    assertThat(counts("posix-locale/04-unicode.zip", "train"))
        .isEqualTo("{\"cafè\":10,\"café\":10,\"犬\":10,\"猫\":10}");
  }

  @Test
  void namesInZipFilesAreReadAsTheyWereWritten() {
    assertThat(counts("zip-names/12-windows.zip", "train")).isEqualTo("{\"A\":10,\"B\":10}");
    assertThat(info("zip-names/12-windows.zip"))
        .contains("note: backslashes in names were read as slashes");
    assertThat(counts("zip-names/13-cp437.zip", "train")).isEqualTo("{\"Birnen\":10,\"Äpfel\":10}");
    assertThat(info("zip-names/13-cp437.zip"))
        .contains("note: names in the zip file aren't UTF-8; read as code page 437");
  }

  @Test
  void classListsMayComeFromAnyEditor() {
    assertThat(counts("classes-txt", "train"))
        .isEqualTo("{\"top\":16,\"bottom\":16,\"left\":16,\"right\":16}");
  }

  @Test
  void dataMayLackClasses() {
    Path run = trained("classes-by-name/31-train");
    Cli.Result result =
        Cli.run("evaluate", run, "--data", of("classes-by-name/31-test"), "--split", "all");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .startsWith("note: classes without images: 180\n")
        .contains("Accuracy 100.00%", "on 24 images")
        .containsPattern("\n180 +0\\.000 +0\\.000 +0\\.000 +0\n")
        .containsPattern("\nmean +1\\.000 +1\\.000 +1\\.000 +24\n");
  }

  @Test
  void classesAreMatchedByNameWhateverTheirOrder() {
    Path run = trained("classes-by-name/18-numbers.npz");
    Cli.Result result =
        Cli.run("evaluate", run, "--data", of("classes-by-name/18-numbers"), "--split", "all");
    assertThat(result.out())
        .startsWith("note: classes without images: 3, 4, 5, 6, 7, 8, 9\n")
        .contains("on 15 images")
        .containsPattern("\n9 [ 0-9.]+ 0\n10 [ 0-9.]+ 3\n11 [ 0-9.]+ 3\n");
  }
}
