package dev.kern.train;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileClaim;
import dev.kern.layer.Network;
import dev.kern.run.Engine;
import dev.kern.train.file.FolderLock;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Run folders that several programs use, or that somebody else has made.
@EnabledOnOs({OS.LINUX, OS.MAC})
final class SharedFolderTest {
  private static final Dataset DATA = Toys.bars(6, 3, 0);
  private static final Training TRAINING =
      Training.of(Network.of(flatten(), dense(3)).named("bars"))
          .engine(Engine.SCALAR)
          .batch(2)
          .steps(4)
          .reportEvery(2)
          .checkpointEvery(2)
          .threads(1);

  @TempDir private Path folder;

  /// Another program, which tells what it finds.
  static final class Other {
    private Other() {}

    /// Waits for a line, then takes a folder's lock, or starts a run in a folder of its own.
    public static void main(String[] arguments) throws IOException {
      System.out.println("ready");
      System.in.read();
      Path place = Path.of(arguments[1]);
      if (arguments[0].equals("lock")) {
        try (FolderLock _ = FolderLock.take(place)) {
          System.out.println("locked");
        } catch (DataException _) {
          System.out.println("refused");
        }
      } else {
        try (Run run = TRAINING.outIn(place).start(DATA)) {
          System.out.println(run.folder().orElseThrow().name());
        }
      }
    }
  }

  /// Starts programs, lets them go on at once, and returns the last line of each.
  private static List<String> others(String what, Path place, int count) throws IOException {
    List<Process> processes = new ArrayList<>();
    List<BufferedReader> outputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String classes =
          String.join(
              File.pathSeparator,
              List.of(
                  "target/test-classes",
                  System.getProperty("jdk.module.path", ""),
                  System.getProperty("java.class.path")));
      List<String> command =
          List.of(
              java,
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "--add-modules=jdk.incubator.vector",
              "-cp",
              classes,
              Other.class.getName(),
              what,
              place.toString());
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      processes.add(process);
      outputs.add(process.inputReader());
    }
    List<String> answers = new ArrayList<>();
    try {
      for (BufferedReader out : outputs) {
        assertThat(out.readLine()).isEqualTo("ready");
      }
      for (Process process : processes) {
        process.outputWriter().write("\n");
        process.outputWriter().flush();
      }
      for (BufferedReader out : outputs) {
        answers.add(out.readLine());
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    return answers;
  }

  /// To look at a run, or to try to resume it, through whatever path, does not give its lock back.
  @Test
  void aLinkLeadsToTheSameLock() throws IOException {
    Path place = folder.resolve("run");
    try (Run run = TRAINING.out(place).start(DATA)) {
      Path link = Files.createSymbolicLink(folder.resolve("link"), place);
      RunSummary summary = RunSummary.of(RunFolder.open(link));
      assertThat(summary.state()).isEqualTo(RunSummary.State.RUNNING);
      assertThatThrownBy(() -> Run.resume(link, DATA))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(link + ": another program is writing to this folder");
      assertThat(others("lock", place, 1)).containsExactly("refused");
      run.fit();
    }
    assertThat(FolderLock.isTaken(place)).isFalse();
    assertThat(others("lock", place, 1)).containsExactly("locked");
  }

  /// A lock is that of the folder: it stays when the folder is moved.
  @Test
  void aLockFollowsItsFolder() throws IOException {
    Path place = Files.createDirectory(folder.resolve("a"));
    try (FolderLock _ = FolderLock.take(place)) {
      Path moved = Files.move(place, folder.resolve("b"));
      assertThat(FolderLock.isTaken(moved)).isTrue();
      Files.createDirectory(place);
      FolderLock.take(place).close();
      assertThat(FolderLock.isTaken(moved)).isTrue();
      assertThatThrownBy(() -> FolderLock.take(moved)).isInstanceOf(DataException.class);
    }
  }

  @Test
  void runsStartedAtOnceTakeNamesOfTheirOwn() throws Exception {
    List<Callable<String>> starts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      starts.add(
          () -> {
            try (Run run = TRAINING.outIn(folder.resolve("runs")).start(DATA)) {
              return run.folder().orElseThrow().name();
            }
          });
    }
    List<String> names = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<String> name : threads.invokeAll(starts)) {
        names.add(name.get());
      }
    }
    names.addAll(others("start", folder.resolve("runs"), 2));
    assertThat(names)
        .containsExactlyInAnyOrder("bars-1", "bars-2", "bars-3", "bars-4", "bars-5", "bars-6");
    assertThat(folder.resolve("runs").toFile().list((_, name) -> name.startsWith("."))).isEmpty();
  }

  /// What a run's creation leaves when it is killed goes with the next one, but not the draft of a
  /// program that lives.
  @Test
  void leftoversOfKilledCreationsAreSwept() throws IOException {
    Path runs = folder.resolve("runs");
    Path dead = Files.createDirectories(runs.resolve(".bars-1.kern.tmp"));
    Files.writeString(dead.resolve("run.json"), "{");
    Files.createFile(runs.resolve(".bars-1.kern.lock.tmp"));
    Path empty = Files.createDirectory(runs.resolve(".other-7.kern.tmp"));
    Path living = Files.createDirectory(runs.resolve(".bars-2.kern.tmp"));
    Path lock = runs.resolve(".bars-2.kern.lock.tmp");
    try (FileClaim _ = FileClaim.take(lock).orElseThrow();
        Run run = TRAINING.outIn(runs).start(DATA)) {
      assertThat(run.folder().orElseThrow().name()).isEqualTo("bars-1");
      assertThat(dead).doesNotExist();
      assertThat(empty).doesNotExist();
      assertThat(living).exists();
    }
  }

  private Path interrupted() {
    Path place = folder.resolve("run");
    try (Run run = TRAINING.out(place).start(DATA)) {
      run.interrupt();
      assertThatThrownBy(run::fit).isInstanceOf(InterruptedRunException.class);
    }
    return place;
  }

  /// Of a folder that somebody else has made: its links lead to files of the user.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "run.json",
        "network.json",
        "events.jsonl",
        "best.safetensors",
        "model.safetensors",
        "report.html",
        "checkpoints/step-1.kern",
        ".lock"
      })
  void noLinkIsFollowedOutOfARun(String name) throws IOException {
    Path place = interrupted();
    Path mine = folder.resolve("mine");
    Path link = place.resolve(name);
    Files.createDirectories(link.resolveSibling(""));
    if (Files.exists(link)) {
      Files.move(link, mine);
      Files.writeString(mine, Files.readString(mine, ISO_8859_1) + "no line end", ISO_8859_1);
    }
    byte[] before = Files.exists(mine) ? Files.readAllBytes(mine) : new byte[0];
    Files.createSymbolicLink(link, mine);
    assertThatThrownBy(() -> Run.resume(place, DATA))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(link + ": ")
        .hasMessageContaining("\n  fix       ");
    assertThat(Files.exists(mine) ? Files.readAllBytes(mine) : new byte[0]).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoints", "plots", "tensorboard", "tensorboard/valid"})
  void noLinkToAFolderIsFollowedOutOfARun(String name) throws IOException {
    Path place = interrupted();
    Path mine = Files.createDirectory(folder.resolve("mine"));
    List<String> files = List.of(".draft.tmp", "step-1.kern", "step-2.kern");
    for (String file : files) {
      Files.writeString(mine.resolve(file), "mine");
    }
    Path link = place.resolve(name);
    Files.createDirectories(link.resolveSibling(""));
    if (Files.exists(link)) {
      Files.move(link, folder.resolve("moved"));
    }
    Files.createSymbolicLink(link, mine);
    assertThatThrownBy(() -> Run.resume(place, DATA))
        .isInstanceOf(DataException.class)
        .hasMessage(
            link
                + """
                : this is a symbolic link, through which Kern doesn't write
                  given     a link to '%s'
                  expected  a file or folder of its own
                  fix       replace the link by a copy of what it points to, or delete it\
                """
                    .formatted(mine));
    assertThat(mine.toFile().list()).containsExactlyInAnyOrderElementsOf(files);
  }

  @Test
  void noOtherNameOfAFileIsChanged() throws IOException {
    Path place = interrupted();
    Path log = place.resolve("events.jsonl");
    Path mine = folder.resolve("mine");
    Files.createLink(mine, log);
    Files.writeString(mine, Files.readString(mine) + "no line end");
    String before = Files.readString(mine);
    assertThatThrownBy(() -> Run.resume(place, DATA))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(log + ": this file has another name elsewhere (a hard link)");
    assertThat(mine).hasContent(before);
  }
}
