package dev.kern.train;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.layer.Network;
import dev.kern.optimize.Optimizer;
import dev.kern.run.Engine;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Programs that train are killed at random moments and started again, until their run has ended:
/// its weights are those of a run that nobody disturbed.
///
/// Half of the kills hit the plain loops on one thread, half the vector loops on two, with images
/// in another order. `-Dkills=200` kills 200 times; the suite does it a few times.
@Tag("repeated")
final class KillTest {
  private static final int KILLS = Integer.getInteger("kills", 4);
  private static final Dataset DATA = Toys.bars(120, 60, 30);
  private static final Training TRAINING =
      Training.of(Network.of(conv(3, 4), relu(), flatten(), dropout(), dense(3)).named("bars"))
          .optimizer(Optimizer.adam(0.01))
          .steps(120)
          .reportEvery(20)
          // So often that many a kill comes while a checkpoint is written.
          .checkpointEvery(2);

  /// How the victims compute.
  enum Kind {
    PLAIN,
    VECTOR;

    Training training() {
      return switch (this) {
        case PLAIN -> TRAINING.engine(Engine.SCALAR).threads(1).order(Order.SEQUENTIAL);
        case VECTOR -> TRAINING.engine(Engine.VECTOR).threads(2).order(Order.SHUFFLED);
      };
    }

    /// Without its optimising compiler a Java begins sooner, but has no vector loops.
    private List<String> options() {
      return this == PLAIN ? List.of("-XX:TieredStopAtLevel=1") : List.of();
    }
  }

  @TempDir Path folder;

  /// How long the last undisturbed life was, from the moment that its program began.
  private long lifeMillis;

  /// The program that is killed.
  static final class Victim {
    private Victim() {}

    /// Starts a run in a folder, or resumes it.
    public static void main(String[] arguments) {
      System.out.println("The machine runs, the run begins.");
      Path place = Path.of(arguments[0]);
      Training training = Kind.valueOf(arguments[1]).training();
      try (Run run =
          Files.exists(place) ? Run.resume(place, DATA) : training.out(place).start(DATA)) {
        run.fit();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void losesNothingToKills(Kind kind) throws IOException, InterruptedException {
    Path undisturbed = folder.resolve("undisturbed");
    assertThat(live(undisturbed, kind, Long.MAX_VALUE)).isTrue();
    Engine engine = kind.training().engine();
    if (engine.obstacle().isEmpty()) {
      assertThat(RunFolder.open(undisturbed).record().environment().loops())
          .isEqualTo(engine.describe());
    }
    // So that kills come at every moment of a run, however slow this machine is.
    long whole = lifeMillis;
    byte[] expected = Files.readAllBytes(undisturbed.resolve("model.safetensors"));
    Random random = new Random(KILLS);
    int share = Math.ceilDiv(KILLS, Kind.values().length);
    int kills = 0;
    for (int number = 1; kills < share; number++) {
      Path place = folder.resolve("run-" + number);
      while (!(Files.exists(place) && RunFolder.open(place).summary().finished().isPresent())) {
        long life = kills < share ? random.nextLong(whole) : Long.MAX_VALUE;
        kills += live(place, kind, life) ? 0 : 1;
      }
      assertThat(place.resolve("model.safetensors")).hasBinaryContent(expected);
      assertThat(place.toFile().list((_, name) -> name.endsWith(".tmp"))).isEmpty();
    }
  }

  /// Whether the program ended before its time was over, which it must do without an error.
  private boolean live(Path place, Kind kind, long millis)
      throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    Process victim =
        new ProcessBuilder(command(place, kind)).redirectError(errors.toFile()).start();
    try (BufferedReader out = victim.inputReader()) {
      assertThat(out.readLine()).as(Files.readString(errors)).isNotNull();
      long begin = System.nanoTime();
      if (!victim.waitFor(millis, TimeUnit.MILLISECONDS)) {
        return false;
      }
      lifeMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      assertThat(victim.exitValue()).as(Files.readString(errors)).isZero();
      return true;
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }

  private static List<String> command(Path place, Kind kind) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        String.join(
            File.pathSeparator,
            List.of(
                "target/test-classes",
                System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path")));
    List<String> command = new ArrayList<>(List.of(java, "-XX:+UseSerialGC"));
    command.addAll(kind.options());
    command.addAll(List.of("--add-modules=jdk.incubator.vector", "-cp", classes));
    command.addAll(List.of(Victim.class.getName(), place.toString(), kind.name()));
    return command;
  }
}
