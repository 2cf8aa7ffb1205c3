package dev.kern.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.train.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The runs in a folder.
@SuppressWarnings("NullAway") // what a view lacks fails the tests
final class PastRunsTest {
  @TempDir Path folder;

  private void train(String name) {
    try (Run run = Bars.training(100).out(folder.resolve(name)).start(Bars.DATA)) {
      run.fit();
    }
  }

  @Test
  void knowsEachRunWithItsResults() {
    PastRuns past = new PastRuns(folder);
    assertThat(past.views()).isEmpty();
    train("a");
    train("b");
    assertThat(past.views()).containsOnlyKeys("a", "b");
    RunView light = past.views().get("a");
    assertThat(light.state()).isEqualTo(RunView.State.FINISHED);
    assertThat(light.curve()).isEmpty();
    assertThat(light.scores()).containsOnlyKeys("valid", "test");
    RunView whole = past.view("a").orElseThrow();
    assertThat(whole.curve().orElseThrow().rows()).hasSize(10);
    assertThat(whole.scores().get("valid").rows()).hasSize(11);
    assertThat(past.view("../a")).isEmpty();
  }

  @Test
  void noticesWhatChanges() throws IOException {
    train("a");
    PastRuns past = new PastRuns(folder);
    assertThat(past.scan()).hasSize(1);
    assertThat(past.scan()).as("nothing new").isEmpty();
    train("b");
    assertThat(past.scan())
        .map(news -> ((RunView.Arrived) news).view().name())
        .containsExactly("b");
    Path log = folder.resolve("a/events.jsonl");
    List<String> lines = Files.readAllLines(log);
    Files.write(log, lines.subList(0, lines.size() - 1));
    Files.setLastModifiedTime(log, FileTime.fromMillis(1));
    assertThat(past.scan())
        .map(news -> ((RunView.Arrived) news).view().state())
        .containsExactly(RunView.State.INTERRUPTED);
    Files.delete(folder.resolve("a/run.json"));
    assertThat(past.scan()).containsExactly(new RunView.Gone("a"));
  }

  @Test
  void whatOnePageFindsOutOthersAreTold() {
    PastRuns past = new PastRuns(folder);
    train("a");
    train("b");
    assertThat(past.views()).containsOnlyKeys("a", "b");
    past.leaveOut("b");
    assertThat(past.scan())
        .map(news -> ((RunView.Arrived) news).view().name())
        .containsExactly("a");
    assertThat(past.scan()).isEmpty();
  }

  @Test
  void aBrokenRunDoesNotHideTheOthers() throws IOException {
    train("a");
    Path broken = Files.createDirectory(folder.resolve("broken"));
    Files.writeString(broken.resolve("run.json"), "{", StandardOpenOption.CREATE);
    PastRuns past = new PastRuns(folder);
    assertThat(past.views()).containsOnlyKeys("a");
    assertThat(past.view("broken")).isEmpty();
  }

  @Test
  void aFolderThatIsNotThereYetHasNoRuns() {
    PastRuns past = new PastRuns(folder.resolve("none"));
    assertThat(past.scan()).isEmpty();
    assertThat(past.views()).isEmpty();
  }

  @Test
  void leavesOutWhatThisProgramTrains() {
    train("a");
    PastRuns past = new PastRuns(folder);
    past.leaveOut("a");
    assertThat(past.views()).isEmpty();
  }
}
