package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands with what a folder of classes on their class path brings, in processes of their
/// own.
final class CustomJarTest {
  private static final String SOURCE =
      """
      package mine;

      import dev.kern.data.augment.*;
      import dev.kern.extension.Extension;
      import dev.kern.graph.*;
      import dev.kern.layer.*;
      import dev.kern.metric.Metric;
      import dev.kern.optimize.*;

      public final class Mine implements Extension {
        public record Times(double factor) implements Layer {
          public String kind() {
            return "times";
          }

          public String settings() {
            return "by " + factor;
          }

          public Node build(Scope scope, Node x) {
            return Scale.of(scope.add(Layer.relu(), x), factor);
          }
        }

        public record Salt(double part) implements CustomAugmentation {
          public String kind() {
            return "salt";
          }

          public void apply(AugmentedImage image, java.util.random.RandomGenerator random) {
            for (int k = 0; k < image.pixels().length; k++) {
              if (random.nextFloat() < part) {
                image.pixels()[k] = 0.5f;
              }
            }
          }
        }

        public void register() {
          if (Boolean.getBoolean("broken")) {
            CustomLayers.register(Layer.custom("conv", (scope, x) -> x));
          }
          Augmentation.register(new Salt(0.1));
          Augmentation.register(Augmentation.custom("plain", (image, random) -> {}));
          CustomLayers.register(new Times(1));
          CustomRules.register(
              UpdateRule.custom(
                  "signed", 0, step -> step.moved(step.descend(Sign.of(step.gradient())))));
          CustomSchedules.register(RateSchedule.of("halved", (step, steps) -> 0.5));
          Metric.register(Metric.custom("always", true, scores -> 1));
        }
      }
      """;

  @TempDir private static Path folder;

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("Mine.java"), SOURCE);
    String javac = Path.of(System.getProperty("java.home"), "bin", "javac").toString();
    Process process =
        new ProcessBuilder(
                javac,
                "-proc:none",
                "-cp",
                path(),
                "-d",
                folder.resolve("jar").toString(),
                source.toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    Path services = Files.createDirectories(folder.resolve("jar/META-INF/services"));
    Files.writeString(services.resolve("dev.kern.extension.Extension"), "mine.Mine");
    Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        network:
          - {type: conv, filters: 3, size: 3, stride: 4}
          - {type: times, factor: 0.5}
          - flatten
          - {type: dense, units: 10}
        optimizer: {type: signed, learningRate: 0.001, weightDecay: 0.1}
        schedule: halved
        metrics: [always]
        augmentations: [{type: salt, part: 0.2}, plain]
        steps: 20
        reportEvery: 100
        threads: 1
        """);
  }

  private static String path() {
    return String.join(
        File.pathSeparator,
        "target/classes",
        System.getProperty("jdk.module.path", ""),
        System.getProperty("java.class.path"));
  }

  /// What a command prints, with or without the folder on the class path.
  private static String kern(boolean with, int status, Object... words)
      throws IOException, InterruptedException {
    return kern(List.of(), with, status, words);
  }

  private static String kern(List<String> flags, boolean with, int status, Object... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-XX:+UseSerialGC", "--add-modules=jdk.incubator.vector", "-cp"));
    command.add(path() + (with ? File.pathSeparator + folder.resolve("jar") : ""));
    command.add(Kern.class.getName());
    List.of(words).forEach(word -> command.add(word.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isEqualTo(status);
    return text;
  }

  @Test
  void commandsKnowWhatTheClassPathBrings() throws IOException, InterruptedException {
    Path run = folder.resolve("run");
    kern(true, 0, "train", folder.resolve("recipe.yaml"), "--data", Cli.letters(), "--out", run);
    assertThat(Files.readString(run.resolve("run.json")))
        .contains("{\"type\": \"times\", \"factor\": 0.5}", "{\"type\": \"halved\"}", "\"always\"")
        .contains("\"type\": \"signed\", \"learningRate\": 0.001, \"weightDecay\": 0.1");
    assertThat(kern(true, 0, "summary", run)).contains("times1", "by 0.5");
    assertThat(kern(true, 0, "explain", run)).contains("scale", "update 'conv1/weights'");
    assertThat(kern(true, 0, "evaluate", run, "--data", Cli.letters())).contains("Accuracy ");
    Path onnx = folder.resolve("model.onnx");
    kern(true, 0, "export", run, onnx);
    assertThat(onnx).isNotEmptyFile();
    assertThat(kern(false, 2, "summary", run))
        .contains(
            "unknown layer",
            "'times'",
            "CustomLayers.register(...), or a jar with an Extension on the class path"
                + " (KERN_CLASSPATH)");
  }

  @Test
  void augmentationsOfTheClassPathHaveTheirPlaceOnTheCommandLine()
      throws IOException, InterruptedException {
    Path sheet = folder.resolve("sheet.png");
    Object[] sample = {"data", "sample", Cli.letters(), "--out", sheet, "--augment"};
    assertThat(kern(true, 0, with(sample, "shift,salt=0.3,plain"))).contains("augmented");
    assertThat(kern(true, 2, with(sample, "salt=much")))
        .contains("salt= needs a number", "fix       salt=0.1, or just salt");
    assertThat(kern(true, 2, with(sample, "plain=1")))
        .contains("--augment: plain takes no number", "'plain=1'");
    assertThat(kern(true, 2, with(sample, "pepperAndMore")))
        .contains("mixup, cutmix, plain, salt", "Augmentation.register(...), or a jar");
    Path run = folder.resolve("augmented");
    Path recipe = folder.resolve("recipe.yaml");
    Object[] train = {"train", recipe, "--data", Cli.letters(), "--out", run, "--augment"};
    kern(true, 0, with(train, "salt=0.3"));
    assertThat(Files.readString(run.resolve("run.json")))
        .contains("{\"type\": \"salt\", \"part\": 0.3}");
  }

  private static Object[] with(Object[] words, String last) {
    Object[] more = Arrays.copyOf(words, words.length + 1);
    more[words.length] = last;
    return more;
  }

  @Test
  void saysWhichExtensionFails() throws IOException, InterruptedException {
    Path recipe = folder.resolve("recipe.yaml");
    Path run = folder.resolve("broken");
    Object[] train = {"train", recipe, "--data", Cli.letters(), "--out", run};
    assertThat(kern(List.of("-Dbroken=true"), true, 2, train))
        .contains(
            "extension mine.Mine: register() failed",
            "layer: the name 'conv' is that of one of Kern's own",
            "fix       correct it, or take its jar off the class path (KERN_CLASSPATH)");
  }
}
