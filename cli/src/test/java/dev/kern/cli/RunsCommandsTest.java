package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    assertThat(run("strided-10", "--batch", 32)).isZero();
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
        .satisfies(line -> assertThat(line).matches("recipe.batch +16 +32"));
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
  void saysWhatIsTheSame() {
    Path nine = folder.resolve("strided-9");
    assertThat(Cli.run("runs", "compare", nine, nine).out())
        .contains("settings: identical", "results: identical");
  }
}
