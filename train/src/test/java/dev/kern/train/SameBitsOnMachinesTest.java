package dev.kern.train;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.relu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.layer.Network;
import dev.kern.optimize.Optimizer;
import dev.kern.train.notebook.Preset;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs with the same seed end with the same weights on machines with long and with short vectors,
/// with many and with few registers, on one, two and three threads, also if they move from one
/// machine to another.
///
/// The machines are imitated, each in a JVM of its own. `-Dsteps=300` takes more steps.
@Tag("slow")
class SameBitsOnMachinesTest {
  private static final int STEPS = Integer.getInteger("steps", 6);
  private static final ImageShape SHAPE = new ImageShape(28, 28, 1);
  private static final int CLASSES = 10;

  @TempDir Path folder;

  /// The program that trains.
  static final class Program {
    private Program() {}

    /// Trains each network in a folder of its own, as far as it is asked to, or resumes it.
    public static void main(String[] arguments) {
      Path folder = Path.of(arguments[0]);
      int threads = Integer.parseInt(arguments[1]);
      int until = Integer.parseInt(arguments[2]);
      Dataset data = noise();
      for (Training training : trainings(threads)) {
        Path place = folder.resolve(training.network().name());
        try (Run run =
            Files.exists(place)
                ? Run.resume(place, data, threads, 1)
                : training.out(place).start(data)) {
          run.fit(new AfterStep(until, run::interrupt));
        } catch (InterruptedRunException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  private static List<Training> trainings(int threads) {
    List<Training> all = new ArrayList<>();
    for (Preset preset : Preset.values()) {
      all.add(preset.training(CLASSES));
    }
    Network normalized =
        Network.of(
                conv(12, 3),
                batchNorm(),
                relu(),
                conv(24, 3).stride(2),
                batchNorm(),
                relu(),
                maxPool(2),
                flatten(),
                dense(CLASSES))
            .named("normalized");
    all.add(Training.of(normalized).optimizer(Optimizer.adam(0.01)).clipNorm(1).batch(20));
    all.replaceAll(t -> t.steps(STEPS).reportEvery(STEPS).checkpointEvery(1).threads(threads));
    return all;
  }

  private static Dataset noise() {
    Map<SplitName, Split> parts = new LinkedHashMap<>();
    for (SplitName name : SplitName.values()) {
      Random random = new Random(name.key().hashCode());
      float[] pixels = new float[100 * SHAPE.size()];
      int[] labels = new int[100];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = random.nextFloat() - 0.5f;
      }
      Arrays.setAll(labels, n -> n % CLASSES);
      parts.put(name, Split.of(SHAPE, pixels, labels));
    }
    List<String> classes = List.of("A", "B", "C", "D", "E", "F", "G", "H", "I", "J");
    return Dataset.of(classes, parts, Normalization.COURSE, Provenance.ofProgram("noise"));
  }

  @Test
  void endWithTheSameWeights() throws IOException, InterruptedException {
    Map<String, Integer> expected = train("16x32", 1, STEPS, folder.resolve("first"));
    assertThat(expected).hasSize(4);
    for (String machine : List.of("16x32", "16x16", "8x32", "8x16", "4x32", "4x16")) {
      for (int threads = 1; threads <= 3; threads++) {
        String name = machine + "-" + threads;
        assertThat(train(machine, threads, STEPS, folder.resolve(name)))
            .as(name)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void moveFromMachineToMachine() throws IOException, InterruptedException {
    Map<String, Integer> expected = train("4x32", 1, STEPS, folder.resolve("first"));
    Path place = folder.resolve("moving");
    assertThat(train("8x16", 2, STEPS / 3, place)).isEmpty();
    assertThat(train("16x32", 1, 2 * STEPS / 3, place)).isEmpty();
    assertThat(train("4x16", 3, STEPS, place)).isEqualTo(expected);
  }

  /// Hashes of the networks' files, as far as their runs have ended.
  private static Map<String, Integer> train(String machine, int threads, int until, Path place)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(machine, threads, until == STEPS ? -1 : until, place))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).doesNotContain("bits will differ");
    Map<String, Integer> hashes = new LinkedHashMap<>();
    for (Training training : trainings(1)) {
      Path model = place.resolve(training.network().name()).resolve("model.safetensors");
      if (Files.exists(model)) {
        hashes.put(training.network().name(), Arrays.hashCode(Files.readAllBytes(model)));
      }
    }
    return hashes;
  }

  private static List<String> command(String machine, int threads, int until, Path place) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        String.join(
            File.pathSeparator,
            "target/test-classes",
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path"));
    return List.of(
        java,
        "-XX:+UseSerialGC",
        "-Dkern.machine=" + machine,
        "-Dsteps=" + STEPS,
        "--add-modules=jdk.incubator.vector",
        "-cp",
        classes,
        Program.class.getName(),
        place.toString(),
        Integer.toString(threads),
        Integer.toString(until));
  }
}
