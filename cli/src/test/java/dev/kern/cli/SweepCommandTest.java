package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kern sweep` on small letters.
final class SweepCommandTest {
  private static final Pattern SECONDS = Pattern.compile(" +[0-9.]+ +(\\d\\d)$");

  @TempDir Path folder;
  private Path recipe;
  private Path out;

  @BeforeEach
  void write() throws IOException {
    recipe = folder.resolve("letters.yaml");
    out = folder.resolve("sweep");
    Files.writeString(
        recipe,
        """
        data: '%s'
        network: strided
        optimizer: {type: sgd, learningRate: 0.05}
        steps: 40
        """
            .formatted(Cli.letters()));
  }

  private Cli.Result sweep(Object... more) {
    Object[] words = new Object[more.length + 4];
    words[0] = "sweep";
    words[1] = recipe;
    words[2] = "--out";
    words[3] = out;
    System.arraycopy(more, 0, words, 4, more.length);
    return Cli.run(words);
  }

  @Test
  void ranksEveryChoice() throws IOException {
    Cli.Result result =
        sweep("--over", "optimizer.learningRate=0.00001,0.1", "--over", "batch=4,16");
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.lines())
        .contains(
            "01: optimizer.learningRate 1.0E-5, batch 4", "Page in " + out.resolve("sweep.html"))
        .anyMatch(
            line -> line.matches("optimizer.learningRate +batch +accuracy +loss +seconds +trial"))
        .anyMatch(line -> line.matches("0\\.1 +(4|16) +[0-9.]+% +[0-9.]+ +[0-9.]+ +0[34]"));
    assertThat(Files.readString(out.resolve("sweep.html")))
        .contains("Accuracy on the validation images by batch.", "4 trials");
    // A trial is what its recipe trains by itself.
    Path alone = folder.resolve("alone");
    Cli.run("train", out.resolve("recipes/04.yaml"), "--out", alone, "--no-report");
    assertThat(out.resolve("04/model.safetensors"))
        .hasSameBinaryContentAs(alone.resolve("model.safetensors"));
  }

  @Test
  void goesOnWhereItWasInterrupted() throws IOException {
    Object[] words = {"--over", "batch=4,8,16", "--quiet"};
    Cli.Result whole = sweep(words);
    byte[] second = Files.readAllBytes(out.resolve("02/model.safetensors"));
    Files.move(out.resolve("02"), folder.resolve("away"));
    Cli.Result again = sweep(words);
    assertThat(again.err()).isEmpty();
    assertThat(Files.readAllBytes(out.resolve("02/model.safetensors"))).isEqualTo(second);
    assertThat(withoutSeconds(again)).isEqualTo(withoutSeconds(whole));
    Cli.Result other = sweep("--over", "batch=4,8");
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).startsWith(out + ": another sweep is in this folder\n");
  }

  /// The lines of a table that has no column of seconds, which is the last but one: they differ
  /// from run to run.
  private static List<String> withoutSeconds(Cli.Result result) {
    assertThat(result.lines()).anyMatch(line -> SECONDS.matcher(line).find());
    return result.lines().stream().map(line -> SECONDS.matcher(line).replaceAll(" $1")).toList();
  }

  @Test
  void averagesOverSeedsAndKeepsTheBestInRounds() {
    Cli.Result result =
        sweep("--over", "batch=2,8,32", "--over", "seed=1,2", "--halving", 3, "--json");
    assertThat(result.err()).isEmpty();
    List<JsonTree> groups = JsonTree.of(result.out()).at("groups").elements();
    assertThat(groups).hasSize(3);
    assertThat(rounds(groups.getFirst())).containsExactly("2", "2");
    assertThat(rounds(groups.getLast())).containsExactly("1", "1");
    assertThat(Cli.run("runs", "list", out).out()).contains("-round-1", "-round-2");
  }

  private static List<String> rounds(JsonTree group) {
    return group.at("rows").elements().stream().map(row -> row.at("trial/round").text()).toList();
  }

  @Test
  void aTrialThatDivergesIsRankedLast() {
    Cli.Result result = sweep("--over", "optimizer.learningRate=1e30,0.05", "--quiet");
    assertThat(result.status()).isZero();
    assertThat(result.lines().getLast()).matches("1\\.?0?[eE]\\+?30 +diverged +01");
  }

  @Test
  void whatDoesNotFitIsFoundBeforeAnythingIsTrained() {
    Cli.Result result = sweep("--over", "batch=8,-1");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).startsWith(recipe + " with batch -1, line 5, batch: ");
    assertThat(out).doesNotExist();
    assertThat(sweep("--over", "nonsense=1,2").err()).contains("unknown key");
  }
}
