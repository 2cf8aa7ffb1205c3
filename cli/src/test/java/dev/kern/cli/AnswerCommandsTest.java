package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a model's classes are called, how many of them are named, and when none fits: said on the
/// command line or kept with the model.
final class AnswerCommandsTest {
  @TempDir private static Path folder;

  private static Path run;
  private static Path image;
  private static Path names;

  @BeforeAll
  static void train() throws IOException {
    run = folder.resolve("run");
    Cli.Result trained =
        Cli.run("train", "--data", Cli.letters(), "--steps", 40, "--no-report", "--out", run);
    assertThat(trained.status()).as(trained.err()).isZero();
    image = folder.resolve("image.bmp");
    Cli.black(image, 28, 28);
    names = folder.resolve("names.txt");
    List<String> classes = TrainedModel.read(run).model().classes();
    Files.write(names, classes.stream().map(name -> "letter " + name).toList());
  }

  @Test
  void aModelKeepsHowItAnswers() throws IOException {
    Path model = folder.resolve("model.safetensors");
    Path onnx = folder.resolve("model.onnx");
    for (Path file : List.of(model, onnx)) {
      Cli.Result exported =
          Cli.run(
              "export",
              run,
              file,
              "--classes",
              names,
              "--threshold",
              1,
              "--top",
              2,
              "--resize",
              "crop");
      assertThat(exported.status()).as(exported.err()).isZero();
      Cli.Result said = Cli.run("predict", file, image);
      assertThat(said.err()).isEmpty();
      assertThat(said.out())
          .matches(".*image\\.bmp {2}none of these {2}\\(letter . .*%, letter . .*%\\)\n");
      assertThat(Cli.run("predict", file, image, "--threshold", 0).out())
          .matches(".*image\\.bmp {2}letter . {2}\\d.*% {2}\\(letter . .*%\\)\n");
      String json = Cli.run("predict", file, image, "--json").out();
      assertThat(json).contains("\"label\":\"none of these\"").contains("\"letter ");
      Path csv = folder.resolve("said.csv");
      assertThat(Cli.run("predict", file, image, "--csv", csv, "--top", 1).status()).isZero();
      assertThat(Files.readAllLines(csv).get(1)).contains("none of these,0.");
      Path large = folder.resolve("large.bmp");
      Cli.black(large, 40, 30);
      assertThat(Cli.run("predict", file, large).err()).contains("after cutting out the middle");
    }
    assertThat(TrainedModel.read(model).model().decision().top()).contains(2);
  }

  @Test
  void aThresholdIsChosenOnValidationImages() {
    Cli.Result chosen = Cli.run("evaluate", run, "--threshold-for", 0.5, "--mistakes", 0);
    assertThat(chosen.status()).as(chosen.err()).isZero();
    assertThat(chosen.lines().get(0)).contains("validation images");
    assertThat(chosen.lines().get(2))
        .matches(
            "Threshold [0-9.]+: .*% of the images get an answer, .*% of the answers are right");
    String threshold = chosen.lines().get(2).replaceAll("Threshold ([0-9.]+): .*", "$1");
    assertThat(chosen.lines().get(3))
        .isEqualTo("  kern export %s model.safetensors --threshold %s".formatted(run, threshold));
    Cli.Result with =
        Cli.run("evaluate", run, "--split", "valid", "--threshold", threshold, "--mistakes", 0);
    assertThat(with.lines().get(2)).isEqualTo(chosen.lines().get(2));
    assertThat(Cli.run("evaluate", run, "--threshold-for", 0.5, "--json").lines().get(1))
        .contains("\"threshold\":", "\"answered\":");
    assertThat(Cli.run("evaluate", run, "--threshold-for", 99).err())
        .contains("--threshold-for is a part of the answers", "fix       --threshold-for 0.99");
  }

  @Test
  void aTemperatureMakesProbabilitiesHonest() {
    Cli.Result found = Cli.run("evaluate", run, "--calibrate", "--mistakes", 0);
    assertThat(found.status()).as(found.err()).isZero();
    assertThat(found.lines().getFirst()).contains("validation images");
    assertThat(found.lines().get(2))
        .matches(
            "Probabilities: expected calibration error [0-9.]+%; with temperature [0-9.]+ [0-9.]+%,"
                + " loss [0-9.]+");
    String temperature = found.lines().get(3).replaceAll(".* ", "");
    Path honest = folder.resolve("honest.safetensors");
    assertThat(found.lines().get(3))
        .isEqualTo(
            "  kern export %s model.safetensors --temperature %s".formatted(run, temperature));
    Cli.run("export", run, honest, "--temperature", temperature);
    Cli.Result after =
        Cli.run("evaluate", honest, "--data", Cli.letters(), "--split", "valid", "--calibrate");
    assertThat(after.lines().get(2)).contains("with temperature 1.0 ");
    String accuracy = found.lines().getFirst().replaceAll(",.*", "");
    assertThat(after.lines().getFirst()).startsWith(accuracy);
    assertThat(Cli.run("export", run, honest, "--temperature", 0).err())
        .contains("a temperature divides the logits", "given     0.0");
  }

  @Test
  void namesAreForAModelOfAnotherProgram() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    for (String name : List.of("ink", "paper")) {
      Files.createDirectories(data.resolve(name));
      for (int i = 0; i < 6; i++) {
        Cli.black(data.resolve(name).resolve(i + ".bmp"), 28, 28);
      }
    }
    Path few = folder.resolve("few.txt");
    Files.writeString(few, "ink\npaper\n");
    Cli.Result wrong = Cli.run("evaluate", run, "--data", data, "--classes", few);
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err())
        .contains(few + ": the names don't fit the model", "given     2 names", "fix ");
    Cli.Result without = Cli.run("train", "--data", data, "--classes", names);
    assertThat(without.err())
        .contains(
            "--classes: only a trained model has outputs to name", "--classes without --from");
    Path from = folder.resolve("from");
    Cli.Result trained =
        Cli.run(
            "train",
            "--data",
            Cli.letters(),
            "--from",
            run,
            "--classes",
            names,
            "--freeze",
            "backbone",
            "--rate-factors",
            "..conv1=0.5",
            "--steps",
            5,
            "--no-report",
            "--out",
            from);
    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(trained.out())
        .contains(
            "with a new output layer",
            "note: what the frozen layers at the beginning make of an image is computed once",
            "note: factors of the learning rate: ..conv1 0.5");
    assertThat(from.resolve("run.json"))
        .content()
        .contains("\"rateFactors\": {\"..conv1\": 0.5}", "\"cacheFeatures\": true");
    Path all = folder.resolve("all");
    Cli.Result thawed =
        Cli.run(
            "train",
            "--data",
            Cli.letters(),
            "--from",
            from,
            "--freeze",
            "none",
            "--steps",
            2,
            "--no-report",
            "--out",
            all);
    assertThat(thawed.out()).doesNotContain("frozen");
    assertThat(Cli.run("predict", run, image, "--threshold", 2).err())
        .contains("--threshold: not a probability", "given     2.0");
  }
}
