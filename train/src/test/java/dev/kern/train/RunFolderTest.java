package dev.kern.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.file.DataException;
import dev.kern.model.Model;
import dev.kern.model.NetworkFile;
import dev.kern.train.notebook.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFolderTest {
  private static final Dataset DATA = Toys.bars(6, 3, 0);
  private static final Training TRAINING = Preset.STRIDED.training(3);

  @TempDir Path folder;

  private static RunFolder create(Path path) {
    RunRecord record = RunRecord.of(path.getFileName().toString(), TRAINING, DataRecord.of(DATA));
    return RunFolder.create(
        path, record, Model.of(TRAINING.network(), DATA).file(), Optional.empty());
  }

  private void refuses(Path path, String message) {
    assertThatThrownBy(() -> create(path))
        .isInstanceOf(DataException.class)
        .hasMessage(path + message.stripTrailing());
    assertThat(folder.toFile().listFiles((_, name) -> name.startsWith("."))).isEmpty();
  }

  @Test
  void holdsWhatRuns() {
    RunFolder run = create(folder.resolve("runs/strided-1"));
    assertThat(run.path().toFile().list()).containsExactlyInAnyOrder("run.json", "network.json");
    RunRecord record = RunFolder.open(run.path()).record();
    assertThat(record.name()).isEqualTo("strided-1");
    assertThat(RunJson.line(record.recipe())).isEqualTo(RunJson.line(TRAINING));
    assertThat(record.data()).isEqualTo(DataRecord.of(DATA));
    assertThat(record.data().images()).hasToString("{train=6, valid=3}");
    assertThat(record.environment().java()).contains(Runtime.version().toString());
    assertThat(NetworkFile.read(run.path().resolve("network.json")).model("network"))
        .isEqualTo(Model.of(TRAINING.network(), DATA));
  }

  @Test
  void takesAnEmptyFolder() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(create(empty).record().name()).isEqualTo("empty");
  }

  @Test
  void neverTakesAnotherRunsPlace() throws IOException {
    Path taken = create(folder.resolve("mine")).path();
    String before = Files.readString(taken.resolve("run.json"));
    refuses(
        taken,
        """
        : already exists
          given     a run
          expected  an unused path, or an empty folder
          fix       use another name, such as %s
        """
            .formatted(folder.resolve("mine-1")));
    assertThat(taken.resolve("run.json")).hasContent(before);
    create(folder.resolve("mine-1"));
    refuses(
        folder.resolve("mine-1"),
        """
        : already exists
          given     a run
          expected  an unused path, or an empty folder
          fix       use another name, such as %s
        """
            .formatted(folder.resolve("mine-2")));
  }

  @Test
  void neverTakesThePlaceOfOtherFiles() throws IOException {
    Path file = Files.writeString(folder.resolve("notes"), "mine");
    refuses(
        file,
        """
        : already exists
          given     a file
          expected  an unused path, or an empty folder
          fix       use another name, such as %s
        """
            .formatted(folder.resolve("notes-1")));
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.writeString(full.resolve("notes"), "mine");
    refuses(
        full,
        """
        : already exists
          given     a folder with other files
          expected  an unused path, or an empty folder
          fix       use another name, such as %s
        """
            .formatted(folder.resolve("full-1")));
  }

  @Test
  void saysWhereItCantBeMade() throws IOException {
    Files.writeString(folder.resolve("notes"), "mine");
    Path below = folder.resolve("notes/run");
    assertThatThrownBy(() -> create(below))
        .isInstanceOf(DataException.class)
        .hasMessage(
            below
                + """
                : a file stands where a folder is needed
                  fix       choose another location, or make this one writable\
                """);
  }

  @Test
  void countsNamesUp() throws IOException {
    assertThat(RunFolder.next(folder, "lenet")).isEqualTo(folder.resolve("lenet-1"));
    Files.createDirectory(folder.resolve("lenet-1"));
    Files.createDirectory(folder.resolve("lenet-3"));
    assertThat(RunFolder.next(folder, "lenet")).isEqualTo(folder.resolve("lenet-2"));
  }

  @Test
  void opensRunsAlone() {
    assertThatThrownBy(() -> RunFolder.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessage(
            folder
                + """
                : not a run folder
                  given     a folder without run.json
                  expected  a folder written by kern train
                  fix       check the path; it is relative to %s\
                """
                    .formatted(Path.of("").toAbsolutePath()));
  }

  @Test
  void saysWhatIsWrongInARecord() throws IOException {
    RunFolder run = create(folder.resolve("mine"));
    Path file = run.path().resolve("run.json");
    Files.writeString(file, Files.readString(file).replace("\"order\"", "\"odrer\""));
    assertThatThrownBy(run::record)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            file
                + """
                , recipe: unknown key
                  given     'odrer'
                """);
  }

  @Test
  void refusesTheRecordOfANewerKern() throws IOException {
    RunFolder run = create(folder.resolve("mine"));
    Path file = run.path().resolve("run.json");
    String good = Files.readString(file);
    assertThat(good).contains("\"kern run 1\"");
    Files.writeString(file, good.replace("\"kern run 1\"", "\"kern run 2\", \"planet\": \"Mars\""));
    assertThatThrownBy(run::record)
        .isInstanceOf(DataException.class)
        .hasMessage(
            file
                + """
                : this was written by a newer version of Kern
                  given     'kern run 2'
                  expected  'kern run 1' or older
                  fix       update Kern\
                """);
    Files.writeString(file, good.replaceFirst("\"format\"[^,]*,", ""));
    assertThat(run.record().format()).isEmpty();
  }
}
