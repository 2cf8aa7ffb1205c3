package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.DataPart;
import dev.kern.data.format.Datasets;
import dev.kern.train.InterruptedRunException;
import dev.kern.train.Listener;
import dev.kern.train.Order;
import dev.kern.train.Run;
import dev.kern.train.Training;
import dev.kern.train.event.Event;
import dev.kern.train.notebook.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several data sets as one, in the commands that open data.
final class JoinedDataTest {
  @TempDir private static Path folder;

  private static Path more;

  @BeforeAll
  static void write() {
    more = folder.resolve("more.npz");
    Cli.Result result = Cli.run("data", "convert", Cli.letters(), more, "--to", "npz");
    assertThat(result.status()).as(result.err()).isZero();
  }

  private static String out(Object... words) {
    Cli.Result result = Cli.run(words);
    assertThat(result.status()).as(result.err()).isZero();
    return result.out();
  }

  @Test
  void infoAndCheckDescribeThemAsOne() {
    String info = out("data", "info", Cli.letters(), more + ":weight=0.5:train");
    assertThat(info)
        .contains("format joined", "an epoch draws 3,000 of 4,000 training images")
        .containsPattern("all +4,000 +500 +500");
    assertThat(out("data", "check", Cli.letters(), more + ":train")).contains("5,000 images");
  }

  @Test
  void aRunRemembersThemAllAndIsScoredOnThem() throws IOException {
    Path run = folder.resolve("run");
    Path recipe =
        Files.writeString(
            folder.resolve("joined.yaml"),
            """
            data:
              - %s
              - {path: %s, weight: 2, trainOnly: true}
            network: strided
            order: shuffled
            epochs: 1
            batch: 500
            """
                .formatted(Cli.letters(), more));
    out("train", recipe, "--out", run, "--no-report", "--quiet");
    String json = Files.readString(run.resolve("run.json"));
    assertThat(json).contains("\"weight\": 2", "\"trainOnly\": true", "\"format\": \"joined\"");
    String events = Files.readString(run.resolve("events.jsonl"));
    assertThat(events).contains("\"steps\":12"); // 2,000 + 2 * 2,000 images
    JsonTree scored = JsonTree.of(out("evaluate", run, "--json").lines().findFirst().orElseThrow());
    assertThat(scored.at("count").number()).isEqualTo(500);
    assertThat(out("evaluate", run, "--json", "--data", Cli.letters(), "--data", more + ":train"))
        .isEqualTo(out("evaluate", run, "--json"));
  }

  /// The weights say which images are drawn, so a run goes on with the same ones.
  @Test
  void aResumedRunHasTheSameBits() throws IOException {
    List<DataPart> parts =
        List.of(DataPart.of(Cli.letters()), DataPart.parse(more + ":weight=0.5:train"));
    Training training =
        Preset.STRIDED.training(10).order(Order.SHUFFLED).batch(50).steps(60).reportEvery(30);
    Path whole = folder.resolve("whole");
    try (Run run = training.out(whole).start(Datasets.open(parts))) {
      run.fit();
    }
    Path halves = folder.resolve("halves");
    try (Run run = training.out(halves).start(Datasets.open(parts))) {
      assertThatThrownBy(() -> run.fit(new AfterThirty(run)))
          .isInstanceOf(InterruptedRunException.class);
    }
    Cli.Result refused =
        Cli.run("train", "--resume", halves, "--data", Cli.letters(), "--data", more + ":train");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("not the data this run was trained on");
    out("train", "--resume", halves, "--threads", 1, "--no-report", "--quiet");
    assertThat(halves.resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
  }

  private record AfterThirty(Run run) implements Listener {
    @Override
    public void on(Event event) {}

    @Override
    public void step(long done, long steps) {
      if (done == 30) {
        run.interrupt();
      }
    }
  }

  @Test
  void saysWhichCantBeJoined() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (String name : List.of("A", "B")) {
      Cli.black(Files.createDirectories(photos.resolve(name)).resolve("1.bmp"), 32, 32);
    }
    Cli.Result result = Cli.run("train", "--data", Cli.letters(), "--data", photos);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .contains(
            "images of different sizes can't be joined",
            photos + ": images of 32 x 32",
            "resize or convert them all: --size 28x28");
    assertThat(Cli.run("data", "info", Cli.letters(), more + ":weight=none").err())
        .contains("the weight of a data set is no number", "given     'none'");
  }
}
