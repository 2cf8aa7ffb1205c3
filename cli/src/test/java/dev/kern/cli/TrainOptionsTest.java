package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.model.TrainedModel;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the options of `kern train` do that say how to learn, and `kern lr-find`.
final class TrainOptionsTest {
  @TempDir private Path folder;

  private static Cli.Result train(Object... words) {
    List<Object> all = new ArrayList<>(List.of("train", "--data", Cli.letters(), "--no-report"));
    all.addAll(List.of(words));
    return Cli.run(all.toArray());
  }

  private static JsonTree recipe(Path run) throws IOException {
    return JsonTree.of(Files.readString(run.resolve("run.json"))).at("recipe");
  }

  @Test
  void lossesThatAreWeightedSaySo() throws IOException {
    Path run = folder.resolve("run");
    Cli.Result result =
        train("--steps", 4, "--class-weights", "A=2", "--label-smoothing", 0.1, "--out", run);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("note: all losses are weighted by class: A 2.00\n")
        .contains("\nMinibatch weighted loss at step 0: ");
    assertThat(recipe(run).at("loss"))
        .hasToString(
            "{\"type\":\"crossEntropy\",\"labelSmoothing\":0.1,\"classWeights\":{\"A\":2.0}}");
    assertThat(Cli.run("evaluate", run, "--quiet").out())
        .contains(" (cross-entropy in nats, weighted by class, with label smoothing 0.1), on ");
    Path other = folder.resolve("other");
    assertThat(train("--steps", 4, "--out", other).out()).doesNotContain("weighted");
    assertThat(Cli.run("runs", "compare", run, other).out())
        .contains("recipe.loss.classWeights.A", "recipe.loss.labelSmoothing");
  }

  @Test
  void balancedWeightsAreKeptAsNumbers() throws IOException {
    Path run = folder.resolve("run");
    assertThat(train("--steps", 2, "--class-weights", "balanced", "--out", run).out())
        .containsPattern("weighted by class: A [01]\\.\\d+, B [01]\\.\\d+, ");
    assertThat(recipe(run).at("loss/classWeights/A").number()).isBetween(0.8, 1.2);
    assertThat(train("--steps", 2, "--class-weights", "a=2", "--out", folder.resolve("x")).err())
        .contains("class weights: no such class", "did you mean 'A'?");
  }

  @Test
  void balancedSamplingIsResumedExactly() throws IOException {
    Path run = folder.resolve("run");
    Cli.Result result = train("--steps", 5, "--sampling", "balanced", "--out", run);
    assertThat(result.out()).contains("note: each class is drawn equally often");
    assertThat(recipe(run).at("sampling").text()).isEqualTo("balanced");
  }

  @Test
  void stopsEarly() {
    Cli.Result result =
        train(
            "--early-stopping",
            "2:accuracy",
            "--learning-rate",
            1e-9,
            "--report-every",
            3,
            "--steps",
            100,
            "--out",
            folder.resolve("run"));
    assertThat(result.out())
        .contains(
            "Stopped at step 6: no improvement on the validation images for 2 evaluations; the best"
                + " was step 0");
  }

  @Test
  void reportsEachEpochOrAboutFiftyTimes() throws IOException {
    Path network = folder.resolve("small.yaml");
    Files.writeString(network, "network: [flatten, {type: dense, units: 10}]\nbatch: 100\n");
    Cli.Result epochs = train(network, "--epochs", 3, "--out", folder.resolve("a"));
    assertThat(epochs.lines()).filteredOn(line -> line.startsWith("Epoch ")).hasSize(3);
    Cli.Result steps = train(network, "--steps", 100, "--out", folder.resolve("b"));
    assertThat(steps.lines()).filteredOn(line -> line.startsWith("Minibatch loss")).hasSize(50);
    Cli.Result preset = train("--steps", 100, "--out", folder.resolve("c"));
    assertThat(preset.lines()).filteredOn(line -> line.startsWith("Minibatch loss")).hasSize(1);
  }

  @Test
  void frozenLayersStayAsTheyAre() {
    Path run = folder.resolve("run");
    train("--steps", 20, "--out", run);
    for (String layers : List.of("backbone", "..dense1", "conv1,conv2,dense1")) {
      Path tuned = folder.resolve(layers);
      Cli.Result result = train("--from", run, "--freeze", layers, "--steps", 9, "--out", tuned);
      assertThat(result.err()).isEmpty();
      assertThat(result.out()).contains("note: frozen layers, which stay as they are: conv1, ");
      TrainedModel before = TrainedModel.read(run);
      TrainedModel after = TrainedModel.read(tuned);
      after
          .weights()
          .forEach(
              (name, values) ->
                  assertThat(Objects.equals(values, before.weights().get(name)))
                      .as(layers + " " + name)
                      .isEqualTo(!name.startsWith("dense2/")));
    }
    assertThat(train("--from", run, "--freeze", "conv9", "--out", folder.resolve("x")).err())
        .contains("has no layer 'conv9'; it has conv1, relu1");
  }

  /// Only the result: how good it is, and where.
  @Test
  void quietRunsPrintTheirResult() {
    Path run = folder.resolve("run");
    assertThat(train("--steps", 5, "--quiet", "--out", run).out())
        .matches("Test accuracy: [0-9.]+%\nSaved in \\Q" + run + "\\E\n");
    Path folds = folder.resolve("folds");
    assertThat(train("--steps", 5, "--folds", 2, "--quiet", "--out", folds).out())
        .matches("Accuracy of 2 folds: .*\nSaved in \\Q" + folds + "\\E\n");
  }

  @Test
  void foldsSayWhichImagesNoneHas() throws IOException {
    Path own = folder.resolve("own");
    for (int i = 0; i < 40; i++) {
      Path image = own.resolve(i % 2 == 0 ? "cat" : "dog").resolve(i + ".bmp");
      Files.createDirectories(image.resolveSibling(""));
      byte[] content = Files.readAllBytes(Cli.black(image, 28, 28));
      content[100] = (byte) i;
      Files.write(image, content);
    }
    String note = "note: no fold has the 4 images that were held out for a test\n";
    for (List<Object> folds : List.<List<Object>>of(List.of("--folds", 2), List.of("--fold=1/2"))) {
      List<Object> words = new ArrayList<>(List.of("train", "--data", own, "--no-report"));
      words.addAll(folds);
      words.addAll(List.of("--batch", 2, "--steps", 2, "--out", folder.resolve(folds.toString())));
      assertThat(Cli.run(words.toArray()).out()).containsOnlyOnce(note);
    }
  }

  @Test
  void whatLooksAtValidationImagesNeedsSome() throws IOException {
    Path few = folder.resolve("few");
    for (String name : List.of("cat/1.bmp", "cat/2.bmp", "dog/1.bmp", "dog/2.bmp")) {
      Files.createDirectories(few.resolve(name).resolveSibling(""));
      Cli.black(few.resolve(name), 28, 28);
    }
    Path run = folder.resolve("run");
    for (List<String> words :
        List.of(
            List.of("early stopping", "--early-stopping", "3"),
            List.of("the schedule plateau", "--schedule", "plateau"),
            List.of("--keep-best", "--keep-best", "loss"),
            List.of("--keep-best", "--keep-best", "accuracy"))) {
      List<Object> command = new ArrayList<>(List.of("train", "--data", few, "--out", run));
      command.addAll(words.subList(1, words.size()));
      command.addAll(List.of("--batch", 2, "--steps", 2));
      Cli.Result result = Cli.run(command.toArray());
      assertThat(result.status()).as(result.err()).isEqualTo(2);
      assertThat(result.err())
          .startsWith(few + ": " + words.getFirst() + " looks at validation images, and there are")
          .contains(
              "  given     only training images\n", "  fix       add images, or train without it");
      assertThat(run).doesNotExist();
    }
  }

  /// Resumed and evaluated likewise.
  @Test
  void dataThatMovedIsAskedFor() throws IOException {
    Path data = Files.copy(Cli.letters(), folder.resolve("letters.pickle.gz"));
    Path run = folder.resolve("run");
    Cli.run("train", "--data", data, "--steps", 5, "--no-report", "--out", run);
    Path moved = Files.move(data, folder.resolve("moved.pickle.gz"));
    for (Cli.Result result : List.of(Cli.run("evaluate", run), Cli.run("train", "--resume", run))) {
      assertThat(result.status()).isEqualTo(2);
      assertThat(result.err())
          .startsWith(data + ": the data that the run was trained on is not there\n")
          .contains("  fix       say where it is now: --data WHERE\n");
    }
    assertThat(Cli.run("evaluate", run, "--data", moved).status()).isZero();
  }

  @Test
  void foldsAreRunsOfTheirOwn() throws IOException {
    Path place = folder.resolve("folds");
    Cli.Result result = train("--folds", 3, "--steps", 60, "--out", place);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("== fold 2 of 3\n")
        .containsOnlyOnce("note: no fold has the 500 test images that the data has of its own\n")
        .contains("note: the test images are those of fold 2/3\n")
        .containsPattern(
            "Accuracy of 3 folds: [0-9.]+%, [0-9.]+%, [0-9.]+%; mean [0-9.]+%, standard deviation"
                + " [0-9.]+ points");
    Path second = place.resolve("fold-2");
    assertThat(recipe(second).at("fold")).hasToString("{\"number\":2,\"folds\":3}");
    List<String> events = Files.readAllLines(second.resolve("events.jsonl"));
    double accuracy = JsonTree.of(events.getLast()).at("testAccuracy").number();
    assertThat(JsonTree.of(Cli.run("evaluate", second, "--json").out()).at("accuracy").number())
        .isEqualTo(accuracy);
    assertThat(Cli.run("runs", "report", second).status()).isZero();
    assertThat(train("--fold", "2/3", "--steps", 60, "--out", folder.resolve("one")).status())
        .isZero();
    assertThat(folder.resolve("one").resolve("model.safetensors"))
        .hasSameBinaryContentAs(second.resolve("model.safetensors"));
    assertThat(train("--folds", 3, "--csv", folder.resolve("a.csv")).err())
        .contains("--folds trains several runs");
  }

  @Test
  void findsALearningRate() throws IOException {
    Path svg = folder.resolve("rates.svg");
    Cli.Result result =
        Cli.run("lr-find", "--data", Cli.letters(), "--steps", 80, "--min", 1e-4, "--svg", svg);
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .startsWith("Learning rates of strided with adam: 80 steps of 32, from 1e-04 to 1e+01\n")
        .contains("*", "   loss +---")
        .containsPattern("Lowest loss at 0\\.\\d+; exploded at \\d")
        .containsPattern("Suggested: --learning-rate 0\\.\\d+\n");
    assertThat(result.lines()).allMatch(line -> line.length() <= 80);
    assertThat(Files.readString(svg))
        .startsWith("<svg viewBox=\"0 0 450 290\"")
        .contains("xmlns=\"http://www.w3.org/2000/svg\"", "moving average", "suggested: 0.");
    JsonTree json =
        JsonTree.of(
            Cli.run(
                    "lr-find",
                    "--data",
                    Cli.letters(),
                    "--steps",
                    80,
                    "--min",
                    1e-4,
                    "--svg",
                    svg,
                    "--json")
                .out());
    assertThat(json.at("suggested").number()).isBetween(0.001, 0.5);
    assertThat(json.at("exploded").value()).isEqualTo(true);
  }

  @Test
  void networksForPhotosHaveNames() {
    assertThat(Cli.run("summary", "resnet").out()).contains("add2", "[10]");
    assertThat(Cli.run("summary", "convnext").out()).contains("add4");
    Path run = folder.resolve("run");
    assertThat(train("--network", "resnet", "--steps", 2, "--batch", 4, "--out", run).err())
        .isEmpty();
    assertThat(Cli.run("export", run, folder.resolve("photo.onnx")).err()).isEmpty();
  }

  @NeedsSharedData
  @Test
  void oneValuePerChannelIsRefused() throws IOException {
    Path shared = SharedData.path("cases/batchnorm-batch-1");
    Path bn = folder.resolve("bn.yaml");
    Files.writeString(
        bn,
        Files.readString(shared.resolve("bn.yaml"))
            .replace("data: 31-train", "data: " + shared.resolve("31-train")));
    Path run = folder.resolve("run");
    Cli.Result refused = Cli.run("train", bn, "--no-report", "--out", run);
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err())
        .contains("at 'batchNorm2': batchNorm needs more than one value per channel in training");
    assertThat(run).doesNotExist();
    Cli.Result trained =
        Cli.run("train", bn, "--no-report", "--batch", 16, "--steps", 20, "--out", run);
    assertThat(trained.status()).isZero();
    try (Stream<Path> images = Files.list(shared.resolve("31-train/0"))) {
      Path image = images.findFirst().orElseThrow();
      assertThat(Cli.run("predict", run, image).status()).isZero();
    }
  }
}
