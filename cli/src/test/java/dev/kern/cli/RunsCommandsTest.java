package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.train.file.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Past runs in a list and side by side.
final class RunsCommandsTest {
  @TempDir private static Path folder;

  @BeforeAll
  static void train() {
    assertThat(run("strided-9")).isZero();
    assertThat(run("strided-10", "--batch", 16)).isZero();
    assertThat(run("strided-11", "--learning-rate", "1e30")).isOne();
  }

  private static int run(String name, Object... options) {
    List<Object> words =
        new ArrayList<>(
            List.of("train", "--data", Cli.letters(), "--steps", 20, "--quiet", "--no-report"));
    words.addAll(List.of("--out", folder.resolve(name)));
    words.addAll(List.of(options));
    return Cli.run(words.toArray()).status();
  }

  @Test
  void listsRunsInTheirOrder() {
    Cli.Result result = Cli.run("runs", "list", folder);
    assertThat(result.err()).isEmpty();
    assertThat(result.lines())
        .hasSize(4)
        .extracting(
            line ->
                line.replaceAll(" +", " ")
                    .replaceAll("[0-9.,]+ [0-9.]+ [0-9.]+ [0-9,]+$", "NUMBERS"))
        .startsWith(
            "run network data state steps valid % best % test % steps/s",
            "strided-9 strided small_p4.pickle.gz finished 20 NUMBERS",
            "strided-10 strided small_p4.pickle.gz finished 20 NUMBERS");
    assertThat(result.lines().getLast()).contains("failed", "of 20");
  }

  @Test
  void printsAnObjectPerRun() {
    List<JsonTree> lines =
        Cli.run("runs", "list", folder, "--json").lines().stream().map(JsonTree::of).toList();
    assertThat(lines)
        .extracting(line -> line.at("state").text())
        .containsExactly("finished", "finished", "failed");
    JsonTree first = lines.getFirst();
    assertThat(first.at("run").text()).isEqualTo(folder.resolve("strided-9").toString());
    assertThat(first.at("steps").number()).isEqualTo(20);
    assertThat(first.at("testAccuracy").number()).isBetween(0.05, 1.0);
    assertThat(first.at("bestValidationAccuracy").number())
        .isGreaterThanOrEqualTo(first.at("validationAccuracy").number());
  }

  @Test
  void leavesOutWhatANarrowTerminalHasNoRoomFor() {
    List<String[]> rows =
        List.of(
            new String[] {"run", "network", "data", "state", "best %", "steps/s"},
            new String[] {"lenet-1", "lenet", "letters", "finished", "97.10", "1,234"});
    assertThat(RunsListCommand.text(rows, 60))
        .isEqualTo(
            """
            run      network  data     state     best %  steps/s
            lenet-1  lenet    letters  finished   97.10    1,234
            """);
    assertThat(RunsListCommand.text(rows, 46))
        .isEqualTo(
            """
            run      network  data     state     steps/s
            lenet-1  lenet    letters  finished    1,234
            """);
    assertThat(RunsListCommand.text(rows, 10))
        .isEqualTo(
            """
            run      state
            lenet-1  finished
            """);
  }

  @Test
  void leavesOutWhatIsBroken() throws IOException {
    Path broken = Files.createDirectories(folder.resolve("more/broken"));
    Files.writeString(broken.resolve("run.json"), "{");
    Cli.Result result = Cli.run("runs", "list", folder.resolve("more"));
    assertThat(result.status()).isZero();
    assertThat(result.err()).contains("skipped " + broken, "run.json, line 1", "fix");
    assertThat(result.out()).isEqualTo("No runs in " + folder.resolve("more") + "\n");
  }

  @Test
  void comparesWhatDiffers() {
    Path nine = folder.resolve("strided-9");
    Cli.Result result = Cli.run("runs", "compare", nine, folder.resolve("strided-10"));
    assertThat(result.err()).isEmpty();
    assertThat(result.lines().getFirst()).matches(" +strided-9 +strided-10");
    assertThat(result.lines())
        .filteredOn(line -> line.startsWith("recipe.") || line.startsWith("data."))
        .singleElement()
        .satisfies(line -> assertThat(line).matches("recipe.batch +32 +16"));
    assertThat(result.lines()).anyMatch(line -> line.startsWith("loss "));
    JsonTree comparison =
        JsonTree.of(Cli.run("runs", "compare", nine, folder.resolve("strided-11"), "--json").out());
    assertThat(comparison.at("results/state").toString()).isEqualTo("[\"finished\",\"failed\"]");
    assertThat(comparison.at("settings").keys()).containsExactly("recipe.optimizer.learningRate");
  }

  @ParameterizedTest
  @CsvSource({
    "0.123456789, 0.123457",
    "1234567.8, 1234568",
    "1.0E-30, 1.0E-30",
    "100.0, 100",
    "1000, 1000",
    "adam, adam"
  })
  void roundsFractions(String value, String shown) {
    assertThat(RunsCompareCommand.rounded(Map.of("loss", List.of(value, "1"))))
        .containsEntry("loss", List.of(shown, "1"));
  }

  @Test
  void roundsNoDifferenceAway() {
    Map<String, List<String>> nearly = Map.of("loss", List.of("0.12345678", "0.12345679"));
    assertThat(RunsCompareCommand.rounded(nearly)).isEqualTo(nearly);
  }

  @Test
  void comparesNetworksLayerByLayer() {
    assertThat(run("others/lenet-1", "--network", "lenet")).isZero();
    Path nine = folder.resolve("strided-9");
    Path lenet = folder.resolve("others/lenet-1");
    List<String> lines = Cli.run("runs", "compare", nine, lenet).lines();
    assertThat(lines).noneMatch(line -> line.startsWith("recipe.network.layers"));
    assertThat(lines)
        .anyMatch(line -> line.matches("layer conv1 +16 filters of 5 x 5, stride 2, same +.*"))
        .anyMatch(line -> line.matches("layer averagePool1 {20,}\\S.*"));
    List<String> layers =
        lines.stream()
            .filter(line -> line.startsWith("layer "))
            .map(line -> line.split(" ")[1])
            .toList();
    assertThat(layers)
        .doesNotHaveDuplicates()
        .containsSubsequence("conv1", "averagePool1", "conv2");
    assertThat(
            JsonTree.of(Cli.run("runs", "compare", nine, lenet, "--json").out())
                .at("layers/averagePool1")
                .elements())
        .hasSize(2);
  }

  @Test
  void comparesTheLossAtEqualSteps() {
    Path shorter = folder.resolve("others/shorter");
    Path longer = folder.resolve("others/longer");
    for (Path run : List.of(shorter, longer)) {
      Cli.Result trained =
          Cli.run(
              "train",
              "--data",
              Cli.letters(),
              "--network",
              "strided",
              "--steps",
              run.equals(shorter) ? 12 : 23,
              "--report-every",
              5,
              "--quiet",
              "--no-report",
              "--out",
              run);
      assertThat(trained.status()).as(trained.err()).isZero();
    }
    Cli.Result result = Cli.run("runs", "compare", shorter, longer);
    assertThat(result.err()).isEmpty();
    assertThat(result.lines())
        .anyMatch(line -> line.matches("loss at step 10 +[0-9.]+ +[0-9.]+"))
        .anyMatch(line -> line.matches("validationLoss at step 10 +[0-9.]+ +[0-9.]+"))
        .anyMatch(line -> line.matches("validationAccuracy at step 10 +[0-9.]+ +[0-9.]+"));
    JsonTree json = JsonTree.of(Cli.run("runs", "compare", shorter, longer, "--json").out());
    assertThat(json.at("sameStep/step").number()).isEqualTo(10);
    // Up to there they are the same run.
    List<JsonTree> losses = json.at("sameStep/results/loss").elements();
    assertThat(losses.getFirst().text()).isEqualTo(losses.getLast().text());
  }

  @Test
  void showsLongValuesWhereTheyDiffer() {
    String same = "a".repeat(50);
    assertThat(RunsCompareCommand.fit(List.of(same + "1", same + "2")))
        .containsExactly("…" + "a".repeat(12) + "1", "…" + "a".repeat(12) + "2");
    assertThat(RunsCompareCommand.fit(List.of("short", "x".repeat(60))))
        .containsExactly("short", "x".repeat(39) + "…");
  }

  @Test
  void removesWhatIsOfNoMoreUse() throws IOException {
    Path runs = folder.resolve("dirty");
    assertThat(run("dirty/strided-1")).isZero();
    assertThat(run("dirty/strided-2", "--learning-rate", "1e30")).isOne();
    assertThat(run("dirty/strided-3", "--learning-rate", "1e30")).isOne();
    Files.writeString(runs.resolve("strided-3/notes.txt"), "keep me");
    empty(runs.resolve("strided-4"), "2020-01-01T00:00:00Z");
    empty(runs.resolve("strided-5"), Instant.now().toString());
    Path leftover = Files.createDirectory(runs.resolve(".strided-6.kern.tmp"));
    Files.writeString(leftover.resolve("run.json"), "{");
    Files.createDirectory(runs.resolve("others"));

    Cli.Result listed = Cli.run("runs", "clean", runs);
    assertThat(listed.status()).isZero();
    assertThat(listed.err())
        .isEqualTo(
            "note: kept %s/strided-3 failed at step 1, but also holds notes.txt\n".formatted(runs));
    assertThat(listed.lines())
        .satisfiesExactly(
            line -> assertThat(line).matches(".*/strided-2 +failed at step \\d+ +[0-9.]+ MB"),
            line -> assertThat(line).contains("/strided-4", "was interrupted before anything"),
            line -> assertThat(line).contains("/.strided-6.kern.tmp", "left by a killed program"),
            line -> assertThat(line).isEqualTo("Nothing was removed; --yes removes them"));
    assertThat(leftover).exists();

    try (FolderLock _ = FolderLock.take(runs.resolve("strided-4"))) {
      assertThat(Cli.run("runs", "clean", runs).out()).doesNotContain("strided-4");
    }
    Cli.Result removed = Cli.run("runs", "clean", runs, "--yes", "--json");
    assertThat(removed.lines())
        .hasSize(3)
        .allSatisfy(line -> assertThat(JsonTree.of(line).at("removed").value()).isEqualTo(true));
    try (var left = Files.list(runs)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("strided-1", "strided-3", "strided-5", "others");
    }
    assertThat(Cli.run("runs", "clean", runs, "--yes").out())
        .isEqualTo("Nothing to remove in " + runs + "\n");
  }

  /// A run that was killed in its first steps.
  private static void empty(Path run, String started) throws IOException {
    Files.createDirectories(run);
    Path of = folder.resolve("strided-9");
    String record = Files.readString(of.resolve("run.json"));
    Files.writeString(
        run.resolve("run.json"),
        record.replaceFirst("\"started\": \"[^\"]*\"", "\"started\": \"" + started + "\""));
    Files.copy(of.resolve("network.json"), run.resolve("network.json"));
  }

  @Test
  void saysWhatIsTheSame() {
    Path nine = folder.resolve("strided-9");
    assertThat(Cli.run("runs", "compare", nine, nine).out())
        .contains("settings: identical", "results: identical");
  }
}
