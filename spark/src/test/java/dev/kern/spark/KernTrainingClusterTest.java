package dev.kern.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.convert.Conversion;
import dev.kern.data.convert.OutputFormat;
import dev.kern.model.TrainedModel;
import dev.kern.train.Run;
import dev.kern.train.RunFolder;
import dev.kern.train.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One network on several executors that are processes, some of which are killed or frozen.
@Tag("slow")
@Timeout(900)
final class KernTrainingClusterTest {
  private static final int LONG = Integer.getInteger("cluster.steps", 60_000);

  @TempDir Path folder;
  private Path data;
  private Path out;
  private Path log;
  private Path recipe;
  private final List<Process> drivers = new ArrayList<>();

  @BeforeEach
  void writeData() {
    data = folder.resolve("bars");
    out = folder.resolve("runs/bars");
    log = folder.resolve("driver.log");
    recipe = folder.resolve("recipe.yaml");
    Conversion.usual().write(Bars.data(120, 30), OutputFormat.SHARDS, data);
  }

  @AfterEach
  void end() {
    for (Process driver : drivers) {
      driver.descendants().forEach(ProcessHandle::destroyForcibly);
      driver.destroyForcibly();
    }
  }

  private Process driver() {
    return drivers.getLast();
  }

  private void start(int workers, int steps) throws IOException {
    Files.writeString(recipe, text(steps));
    drivers.add(
        ClusterMain.start(
            folder,
            log,
            String.valueOf(workers),
            recipe.toString(),
            data.toString(),
            out.toString(),
            "500"));
  }

  private static String text(int steps) {
    return KernTrainingTest.RECIPE.replace("steps: 40", "steps: " + steps + "\nreportEvery: 100");
  }

  private TrainedModel alone(int steps) {
    try (Run run = KernTrainingTest.local(text(steps), data, folder.resolve("alone"))) {
      run.fit();
      return run.trained();
    }
  }

  private void expectBits(int steps) throws Exception {
    assertThat(driver().waitFor(600, TimeUnit.SECONDS)).as("ends").isTrue();
    assertThat(driver().exitValue()).as(this::logged).isZero();
    assertThat(TrainedModel.read(out)).isEqualTo(alone(steps));
  }

  private String logged() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void anyNumberOfExecutorsLearnsTheBitsOfOneProcess(int workers) throws Exception {
    start(workers, 400);
    expectBits(400);
  }

  @Test
  void goesOnWithoutThoseThatAreKilled() throws Exception {
    strike("-KILL", Integer.getInteger("cluster.kills", 3));
  }

  @Test
  void goesOnWithoutThoseThatAreFrozen() throws Exception {
    strike("-STOP", Integer.getInteger("cluster.freezes", 2));
  }

  /// Strikes random executors at random moments; each time it must get further.
  private void strike(String signal, int times) throws Exception {
    start(2, LONG);
    Random random = new Random(7);
    for (int i = 0; i < times; i++) {
      long before = steps();
      awaitStep(before);
      TimeUnit.MILLISECONDS.sleep(random.nextInt(2_000));
      List<ProcessHandle> executors = executors();
      assertThat(executors).as(this::logged).isNotEmpty();
      ProcessHandle victim = executors.get(random.nextInt(executors.size()));
      long reached = steps();
      long begin = System.nanoTime();
      new ProcessBuilder("kill", signal, String.valueOf(victim.pid())).start().waitFor();
      awaitResumed(i + 1);
      awaitStep(reached);
      System.out.printf(
          "%s at step %d: a later one after %.1f s%n",
          signal, reached, (System.nanoTime() - begin) / 1e9);
    }
    expectBits(LONG);
  }

  private long steps() {
    return RunFolder.isRun(out) ? RunSummary.of(RunFolder.open(out)).steps() : 0;
  }

  private void awaitStep(long step) throws InterruptedException {
    while (steps() <= step && driver().isAlive()) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private void awaitResumed(int times) throws Exception {
    Path events = RunFolder.open(out).events();
    while (driver().isAlive()
        && Files.readString(events).split("\"resumed\"", -1).length <= times) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private List<ProcessHandle> executors() {
    return driver().descendants().filter(KernTrainingClusterTest::isExecutor).toList();
  }

  /// `ProcessHandle` leaves out long command lines.
  private static boolean isExecutor(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/%d/cmdline".formatted(process.pid())))
          .contains("CoarseGrainedExecutorBackend");
    } catch (IOException _) {
      return false;
    }
  }
}
