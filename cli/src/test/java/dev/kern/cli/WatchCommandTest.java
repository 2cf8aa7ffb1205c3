package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.watch.LivePage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kern train --watch` and `kern runs --watch` as commands; what the page shows is tested there.
final class WatchCommandTest {
  @TempDir private static Path folder;

  private static Path network = Path.of("");

  @BeforeAll
  static void writeNetwork() throws IOException {
    network =
        Files.writeString(
            folder.resolve("network.json"),
            "{\"name\": \"tiny\", \"layers\": [\"flatten\", {\"type\": \"dense\", \"units\":"
                + " 10}]}");
  }

  private static Cli.Result train(Object... options) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "train",
                "--data",
                Cli.letters(),
                "--network",
                network,
                "--steps",
                60,
                "--threads",
                1,
                "--report-every",
                20,
                "--no-report"));
    words.addAll(List.of(options));
    return Cli.run(words.toArray());
  }

  private static byte[] model(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  @Test
  void trainsTheSameBitsWithAPageAndSaysWhereItIs() throws IOException {
    assertThat(train("--out", folder.resolve("plain")).status()).isZero();
    Cli.Result watched = train("--out", folder.resolve("watched"), "--watch", 0);
    assertThat(watched.status()).as(watched.err()).isZero();
    assertThat(watched.lines().getFirst()).matches("Live page: http://127\\.0\\.0\\.1:\\d+/?");
    assertThat(model(folder.resolve("watched"))).isEqualTo(model(folder.resolve("plain")));
  }

  @Test
  void networksOfRunsCanBeTried() throws IOException {
    train("--out", folder.resolve("tried"));
    try (LivePage page =
        LivePage.builder(folder).pastRuns().port(0).trial(new RunTrial()).start()) {
      URI trial = page.address().resolve("/try/tried/");
      assertThat(get(page.address().resolve("/state.json")))
          .contains("\"tries\":true", "\"learned\":\"trained\"");
      assertThat(get(trial)).contains("<title>Try it");
      assertThat(get(trial.resolve("try/models")))
          .contains("\"network\":\"tiny\"", "\"note\":\"This is what the run tried has learned.\"");
      assertThatThrownBy(() -> get(page.address().resolve("/try/nobody/try/models")))
          .isInstanceOf(FileNotFoundException.class);
    }
  }

  private static String get(URI address) throws IOException {
    try (InputStream in = address.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void jsonKeepsStandardOutputForEvents() {
    Cli.Result result = train("--out", folder.resolve("json"), "--watch", "--json");
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.lines()).allMatch(line -> line.startsWith("{\"type\""));
    assertThat(result.err()).contains("Live page: http://127.0.0.1:");
  }

  @Test
  void followsEachFoldAndAResumedRun() {
    Cli.Result folds = train("--folds", 2, "--out", folder.resolve("folds"), "--watch=0");
    assertThat(folds.status()).as(folds.err()).isZero();
    assertThat(folds.out()).containsOnlyOnce("Live page: ").contains("Accuracy of 2 folds");
    Cli.Result resumed = Cli.run("train", "--resume", folder.resolve("folds/fold-1"), "--watch", 0);
    assertThat(resumed.err()).contains("this run has finished").doesNotContain("--watch");
  }

  @Test
  void aPortInUseIsAPlainMessageBeforeAnythingIsRead() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path run = folder.resolve("never");
      Cli.Result result = train("--out", run, "--watch", taken.getLocalPort());
      assertThat(result.status()).isNotZero();
      assertThat(result.err())
          .contains(Integer.toString(taken.getLocalPort()))
          .contains("  fix ")
          .doesNotContain("Exception");
      assertThat(result.out()).isEmpty();
      assertThat(run).doesNotExist();
    }
  }

  @Test
  void refusesWhatIsNoPort() {
    for (String word : List.of("recipe.yaml", "65536", "-1", "8080.5")) {
      Cli.Result result = Cli.run("train", "--watch=" + word);
      assertThat(result.status()).isEqualTo(2);
      assertThat(result.err())
          .startsWith("--watch: not a port: '" + word + "'")
          .contains("a number from 1 to 65535, or 0 for any port that is free")
          .contains("fix ");
    }
    assertThat(Cli.run("runs", "--watch", folder, "--port", "x").err())
        .startsWith("--port: not a port: 'x'");
  }

  @Test
  void aCheckHasNoPage() {
    Cli.Result result = train("--overfit", 10, "--watch");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("--overfit is a check, which has no live page");
  }

  @Test
  void runsNeedASubcommandOrAFolderToWatch() {
    assertThat(Cli.run("runs").err()).contains("kern runs: missing required subcommand");
    assertThat(Cli.run("runs", "--port", "8080").err()).contains("--port is the port of --watch");
    Cli.Result none = Cli.run("runs", "--watch", folder.resolve("none"));
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("none").contains("fix ");
  }
}
