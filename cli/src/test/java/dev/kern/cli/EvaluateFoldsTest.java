package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In the folder of a cross-validation, each image is scored by a network that hasn't learned from
/// it.
final class EvaluateFoldsTest {
  private static final int FOLDS = 3;

  @TempDir private static Path folder;
  private static Path folds;

  @BeforeAll
  static void train() {
    folds = folder.resolve("my folds");
    Cli.Result trained =
        Cli.run(
            "train",
            "--data",
            Cli.letters(),
            "--folds",
            FOLDS,
            "--steps",
            150,
            "--no-report",
            "--out",
            folds);
    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(trained.lines().getLast()).isEqualTo("  kern evaluate '" + folds + "'");
  }

  private static JsonTree json(Object... arguments) {
    List<Object> command = new ArrayList<>(List.of("evaluate", "--json"));
    command.addAll(List.of(arguments));
    Cli.Result result = Cli.run(command.toArray());
    assertThat(result.status()).as(result.err()).isZero();
    return JsonTree.of(result.out());
  }

  private static List<String> sources(JsonTree evaluation) {
    return evaluation.at("mistakes").elements().stream().map(m -> m.at("source").text()).toList();
  }

  /// The images of the folds make the same figures together as one by one.
  @Test
  void eachNetworkScoresWhatItHasNotLearnedFrom() {
    double right = 0;
    double loss = 0;
    int count = 0;
    List<String> mistakes = new ArrayList<>();
    for (int fold = 1; fold <= FOLDS; fold++) {
      JsonTree one = json(folds.resolve("fold-" + fold), "--mistakes", 9999);
      int images = (int) one.at("count").number();
      right += one.at("accuracy").number() * images;
      loss += one.at("loss").number() * images;
      count += images;
      mistakes.addAll(sources(one));
    }
    JsonTree all = json(folds, "--mistakes", 9999);
    assertThat(all.at("count").number()).isEqualTo(count);
    assertThat(all.at("accuracy").number()).isCloseTo(right / count, within(1e-9));
    assertThat(all.at("loss").number()).isCloseTo(loss / count, within(1e-9));
    assertThat(sources(all))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(mistakes)
        .anyMatch(source -> source.startsWith("train["))
        .anyMatch(source -> source.startsWith("valid["));
  }

  @Test
  void testImagesAreScoredOnceToo() {
    JsonTree tests = json(folds, "--split", "test", "--mistakes", 9999, "--top", 2);
    assertThat(tests.at("count").number()).isEqualTo(500);
    assertThat(tests.at("metrics/top2Accuracy").number())
        .isGreaterThanOrEqualTo(tests.at("accuracy").number());
    assertThat(sources(tests)).doesNotHaveDuplicates().allMatch(s -> s.startsWith("test["));
    JsonTree all = json(folds, "--split", "all");
    assertThat(all.at("count").number())
        .isEqualTo(json(folds).at("count").number() + tests.at("count").number());
  }

  @Test
  void saysWhoScored() {
    assertThat(Cli.run("evaluate", folds).out())
        .containsPattern(
            "Accuracy [0-9.]+%, loss [0-9.]+, on [0-9,]+ images of 3 folds, each scored by a"
                + " network that has not learned from it\n")
        .contains("Confusion matrix", "Worst mistakes (of ");
  }

  @Test
  void refusesPartsThatFoldsDoNotHave() {
    assertThat(Cli.run("evaluate", folds, "--split", "valid").err())
        .contains("the folds are made of training and validation images together")
        .contains("--split valid");
  }

  /// With other data, nobody knows which network has learned from what.
  @Test
  void refusesOtherData() {
    Path other = folder.resolve("other.npz");
    assertThat(Cli.run("data", "convert", Cli.letters(), other).status()).isZero();
    Cli.Result result = Cli.run("evaluate", folds, "--data", other);
    assertThat(result.status()).isNotZero();
    assertThat(result.err())
        .contains("not the data that the folds were made of")
        .contains("train anew with --folds 3, or evaluate one of the runs");
  }

  @Test
  void refusesFoldsThatAreNotComplete() throws IOException {
    Path away = folder.resolve("away");
    Path second = folds.resolve("fold-2");
    Files.move(second, away);
    try {
      Cli.Result result = Cli.run("evaluate", folds);
      assertThat(result.status()).isNotZero();
      assertThat(result.err())
          .contains("not one run for each fold")
          .contains("[fold-1 of fold 1/3, fold-3 of fold 3/3]")
          .contains("--fold 2/3 --out '" + second + "'");
    } finally {
      Files.move(away, second);
    }
    Path twice = folds.resolve("twice");
    Path record = folds.resolve("fold-1/run.json");
    Files.copy(record, Files.createDirectory(twice).resolve("run.json"));
    try {
      assertThat(Cli.run("evaluate", folds).err())
          .contains("keep the runs of one cross-validation in a folder of their own");
    } finally {
      Files.delete(twice.resolve("run.json"));
      Files.delete(twice);
    }
  }
}
