package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.train.RunFolder;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What signals, other programs and a disk that refuses do to `kern train` in a process of its own.
///
/// The process writes two lines per step into a pipe. A pipe that nobody reads is full after some
/// hundred steps, so a run can be held in its midst however fast or slow the machine is.
@EnabledOnOs(OS.LINUX)
final class InterruptionTest {
  private static final int STEPS = 900;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private static Path folder;

  private static byte[] undisturbed = {};

  @BeforeAll
  static void train() throws IOException {
    Files.writeString(
        folder.resolve("network.json"),
        "{\"name\": \"tiny\", \"layers\": [\"flatten\", {\"type\": \"dense\", \"units\": 10}]}");
    Path whole = folder.resolve("whole");
    Cli.Result result = Cli.run(words(whole).toArray());
    assertThat(result.status()).as(result.err()).isZero();
    undisturbed = model(whole);
  }

  private static List<String> words(Path run) {
    return List.of(
        ("train --data %s --network %s --steps %d --report-every 1 --threads 1 --json --no-report"
                + " --checkpoint-every 1000000 --out %s")
            .formatted(Cli.letters(), folder.resolve("network.json"), STEPS, run)
            .split(" "));
  }

  private static byte[] model(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  /// A training in a process of its own, held in its midst.
  private static final class Held implements AutoCloseable {
    private final Path errors;
    private final Process process;
    private final BufferedReader out;

    Held(Path run) throws IOException {
      errors = run.resolveSibling(run.getFileName() + ".err");
      // A shell lets what it starts in the background ignore SIGINT, which would be inherited.
      List<String> command =
          new ArrayList<>(List.of("env", "--default-signal=INT", java(), "-XX:+UseSerialGC"));
      command.addAll(List.of("--add-modules=jdk.incubator.vector", "-cp", classes()));
      command.add(Kern.class.getName());
      command.addAll(words(run));
      process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      out = process.inputReader();
      for (int line = 0; line < 100; line++) {
        assertThat(out.readLine()).as(Files.readString(errors)).startsWith("{");
      }
    }

    private static String java() {
      return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String classes() {
      return String.join(
          File.pathSeparator,
          "target/classes",
          System.getProperty("jdk.module.path", ""),
          System.getProperty("java.class.path"));
    }

    /// Sends a signal, and reads on once it has had time to arrive.
    ///
    /// @return the exit status
    int end(String signal) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid())).start().waitFor();
      boolean _ = process.waitFor(500, TimeUnit.MILLISECONDS);
      return end();
    }

    int end() throws IOException, InterruptedException {
      while (out.readLine() != null) {}
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ends").isTrue();
      return process.exitValue();
    }

    String errors() throws IOException {
      return Files.readString(errors);
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly().onExit().join();
      out.close();
    }
  }

  private static void expectResumes(Path run, Object... options) throws IOException {
    List<Object> words =
        new ArrayList<>(List.of("train", "--resume", run, "--quiet", "--no-report"));
    words.addAll(List.of(options));
    Cli.Result resumed = Cli.run(words.toArray());
    assertThat(resumed.err()).isEmpty();
    assertThat(resumed.status()).isZero();
    assertThat(model(run)).isEqualTo(undisturbed);
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void endsWithACheckpointToGoOnFrom(String signal, int status)
      throws IOException, InterruptedException {
    Path run = folder.resolve(signal);
    try (Held training = new Held(run)) {
      assertThat(training.end(signal)).isEqualTo(status);
      String errors = training.errors();
      assertThat(errors)
          .matches(
              """
              (?s)(WARNING: [^\n]*
              )?kern train: interrupted after [0-9,]+ of 900 steps
                fix       kern train --resume \\S+
              """);
      String step = errors.replaceAll("(?s).*after ([0-9,]+) of.*", "$1").replace(",", "");
      assertThat(run.resolve("checkpoints").toFile().list())
          .containsExactly("step-" + step + ".kern");
      assertThat(Integer.parseInt(step)).isBetween(1, STEPS - 1);
    }
    expectResumes(run, "--threads", 2, "--checkpoint-every", STEPS - 50);
    assertThat(run.resolve("checkpoints/step-" + (STEPS - 50) + ".kern")).exists();
  }

  @Test
  void cutsATornLastLineOffWhenItGoesOn() throws IOException, InterruptedException {
    Path run = folder.resolve("torn");
    try (Held training = new Held(run)) {
      training.end("TERM");
    }
    Path events = run.resolve("events.jsonl");
    Files.writeString(events, "{\"type\":\"progress\",\"st", StandardOpenOption.APPEND);
    assertThat(Cli.run("runs", "list", run).out()).contains("interrupted");
    expectResumes(run);
    assertThat(Files.readAllLines(events)).allMatch(line -> line.endsWith("}"));
    assertThat(RunFolder.open(run).history()).hasSizeGreaterThan(2 * STEPS);
  }

  @Test
  void letsNoSecondProgramAtTheRun() throws IOException, InterruptedException {
    Path run = folder.resolve("contested");
    try (Held training = new Held(run)) {
      Cli.Result second = Cli.run("train", "--resume", run);
      assertThat(second.status()).isEqualTo(2);
      assertThat(second.err())
          .isEqualTo(
              """
              %s: another program is writing to this folder
                expected  one program at a time
                fix       wait until it finishes, or stop it
              """
                  .formatted(run));
      Cli.Result third = Cli.run(words(run).toArray());
      assertThat(third.status()).isEqualTo(2);
      assertThat(third.err()).startsWith(run + ": already exists\n");
      assertThat(training.end()).as(training.errors()).isZero();
    }
    assertThat(model(run)).isEqualTo(undisturbed);
  }

  /// The system's administrator may write to a folder whatever its permissions are, so other things
  /// stand in the way here: the kernel's own folder, a file, and folders where files belong.
  @Test
  void saysBeforeItTrainsThatItCantWrite() throws IOException, InterruptedException {
    expectRefused(Path.of("/proc/kern/run"), "/proc/kern/run: ", words(Path.of("/proc/kern/run")));
    Path file = Files.writeString(folder.resolve("file"), "");
    Path below = file.resolve("run");
    expectRefused(below, below + ": a file stands where a folder is needed", words(below));
    Path run = folder.resolve("unwritable");
    try (Held training = new Held(run)) {
      training.end("TERM");
    }
    List<String> resume = List.of("train", "--resume", run.toString(), "--no-report");
    for (String name : List.of(".lock", "events.jsonl")) {
      Path taken = run.resolve(name);
      Path aside = Files.move(taken, folder.resolve("aside"));
      Files.createDirectory(taken);
      expectRefused(run, taken + ": ", resume);
      Files.delete(taken);
      Files.move(aside, taken);
    }
    expectResumes(run);
  }

  private static void expectRefused(Path run, String message, List<String> words)
      throws IOException {
    Cli.Result result = Cli.run(words.toArray());
    // A wrong path is bad input, a folder that can't be written isn't.
    assertThat(result.status()).as("%s: %s", run, result.err()).isIn(1, 2);
    assertThat(result.err()).startsWith(message).contains("\n  fix   ").doesNotContain("\tat ");
    assertThat(result.out()).as("no step of training").doesNotContain("loss");
    assertThat(run.resolve("model.safetensors")).doesNotExist();
  }
}
