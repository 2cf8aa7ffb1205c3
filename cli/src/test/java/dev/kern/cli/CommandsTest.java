package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/// The commands on real letters, one after the other, as a user would run them.
final class CommandsTest {
  @TempDir private static Path folder;

  private static Path run;
  private static Cli.Result training;

  @BeforeAll
  static void train() {
    run = folder.resolve("run");
    training =
        Cli.run(
            "train", "--data", Cli.letters(), "--steps", 300, "--report-every", 150, "--out", run);
  }

  /// Only the command that is named is made, and all if none is.
  @Test
  void helpShowsAllCommands() {
    List<String> all =
        List.of(
            "train",
            "lr-find",
            "evaluate",
            "predict",
            "summary",
            "explain",
            "export",
            "data",
            "runs",
            "bench",
            "completion");
    assertThat(Cli.run("--help").out()).contains(all);
    assertThat(Cli.run("tarin").err()).contains("did you mean 'train'?");
    assertThat(Cli.run("train", "--help").out()).contains("kern train", "--resume");
  }

  @Test
  void trainingTellsWhatTheNotebookTells() {
    assertThat(training.err()).isEmpty();
    assertThat(training.status()).isZero();
    assertThat(training.lines())
        .extracting(line -> line.replaceAll("[0-9.]+%$", "%").replaceAll(": [0-9.]+$", ":"))
        .startsWith(
            "Training set (2000, 28, 28) (2000,)",
            "Validation set (500, 28, 28) (500,)",
            "Test set (500, 28, 28) (500,)",
            "Training set (2000, 28, 28, 1) (2000, 10)",
            "Validation set (500, 28, 28, 1) (500, 10)",
            "Test set (500, 28, 28, 1) (500, 10)")
        .containsSubsequence(
            "Minibatch loss at step 0:",
            "Minibatch accuracy: %",
            "Validation accuracy: %",
            "Minibatch loss at step 150:",
            "Minibatch accuracy: %",
            "Validation accuracy: %",
            "Validation accuracy: %",
            "Test accuracy: %");
    assertThat(training.out()).contains("Saved in " + run);
  }

  @Test
  void theRunFolderHoldsWhatIsPromised() throws IOException {
    try (var files = Files.list(run)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("run.json", "network.json", "events.jsonl", "model.safetensors");
    }
    JsonTree record = JsonTree.of(Files.readString(run.resolve("run.json")));
    assertThat(record.at("recipe/seed").number()).isOne();
    assertThat(record.at("data/source").text()).isEqualTo(Cli.letters().toString());
  }

  @Test
  void writesResultsAsCsvByEpochs() throws IOException {
    Path csv = folder.resolve("results.csv");
    Path place = folder.resolve("by-epochs");
    Object[] words = {
      "train",
      "--data",
      Cli.letters(),
      "--epochs",
      2,
      "--batch",
      100,
      "--report-every",
      "epoch",
      "--no-report",
      "--csv",
      csv,
      "--out",
      place
    };
    Cli.Result result = Cli.run(words);
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .containsPattern("Epoch 2: mean loss [0-9.]+, accuracy [0-9.]+%, valid");
    assertThat(Files.readAllLines(csv))
        .extracting(line -> line.replaceAll(",[0-9.]+,[0-9.]+$", ""))
        .containsExactly(
            "step,epoch,part,loss,accuracy",
            "19,,valid",
            "19,1,train",
            "39,,valid",
            "39,2,train",
            "40,,valid",
            "40,,test");
    assertThat(Files.readString(place.resolve("events.jsonl")))
        .contains("{\"type\":\"epoch\",\"epoch\":2,\"step\":39,");
    Cli.Result again = Cli.run(words);
    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err()).contains(csv + ": already exists");
    assertThat(Cli.run("train", "--report-every", "week").err())
        .contains("--report-every: not a number of steps: 'week'", "--report-every epoch");
  }

  @Test
  void overfitsAFewImages() {
    Cli.Result result =
        Cli.run("train", "--data", Cli.letters(), "--network", "maxpool", "--overfit", 8);
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.lines().getFirst())
        .startsWith("Overfitting maxpool to 8 of 2,000 training images (");
    assertThat(result.lines().getLast()).startsWith("Learned the 8 images after ");

    Cli.Result failed =
        Cli.run(
            "train",
            "--data",
            Cli.letters(),
            "--overfit",
            8,
            "--steps",
            3,
            "--learning-rate",
            1e-6,
            "--quiet");
    assertThat(failed.status()).isOne();
    assertThat(failed.lines().getFirst()).startsWith("Failed to learn the 8 images after 3 steps");
    assertThat(failed.out()).contains("  - the loss has hardly fallen");
    assertThat(Cli.run("train", "--overfit", 8, "--out", folder.resolve("none")).err())
        .contains("--overfit is a check, which keeps no run");
  }

  @Test
  void exportsWhatTheFilesNameSays() throws IOException {
    Path onnx = folder.resolve("model.onnx");
    assertThat(Cli.run("export", run, onnx).out()).isEqualTo(onnx + "\n");
    assertThat(Files.readString(onnx, StandardCharsets.ISO_8859_1)).contains("Conv", "Gemm");
    assertThat(Cli.run("evaluate", onnx, "--data", Cli.letters(), "--quiet").out())
        .isEqualTo(Cli.run("evaluate", run, "--quiet").out());
    assertThat(Cli.run("summary", onnx).out()).contains("conv2", "dense2");

    Path network = folder.resolve("exported");
    assertThat(Cli.run("export", run, "--to", "kern", network, "--quiet").out()).isEmpty();
    assertThat(network).hasSameTextualContentAs(run.resolve("network.json"));

    Path weights = folder.resolve("exported.safetensors");
    assertThat(JsonTree.of(Cli.run("export", run, weights, "--json").out()).at("format").text())
        .isEqualTo("safetensors");
    assertThat(weights).hasSameBinaryContentAs(run.resolve("model.safetensors"));
  }

  @Test
  void trainsOnFromWhatWasLearned() throws IOException {
    Path further = folder.resolve("further");
    Cli.Result result =
        Cli.run(
            "train",
            "--data",
            Cli.letters(),
            "--from",
            run,
            "--steps",
            300,
            "--learning-rate",
            0.01,
            "--report-every",
            1000,
            "--out",
            further,
            "--no-report");
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("Starting from the weights of 'strided', which has the same classes");
    assertThat(accuracy(further, "train")).isGreaterThan(accuracy(run, "train"));
    assertThat(further.resolve("origin.safetensors"))
        .hasSameBinaryContentAs(run.resolve("model.safetensors"));
    assertThat(Cli.run("runs", "compare", run, further).lines())
        .anyMatch(line -> line.matches("origin\\.network +strided *"))
        .anyMatch(line -> line.startsWith("origin.source "));
    assertThat(
            JsonTree.of(Files.readString(further.resolve("run.json"))).at("origin/source").text())
        .isEqualTo(run.toString());
  }

  @Test
  void comparesRunsOnTheSameTestImages() {
    Path other = folder.resolve("other");
    Cli.run(
        "train", "--data", Cli.letters(), "--steps", 2, "--seed", 2, "--out", other, "--no-report");
    Cli.Result compared = Cli.run("runs", "compare", run, other, "--test");
    assertThat(compared.err()).isEmpty();
    assertThat(compared.out())
        .containsPattern("\\n[0-9]+ test images\\n")
        .containsPattern("other +[0-9.]+% +[0-9.]+% to [0-9.]+%\\n")
        .contains("McNemar's exact test")
        .containsPattern(run.getFileName() + " and other +[0-9]+ +[0-9]+ +[0-9.e-]+\\n");
    JsonTree json =
        JsonTree.of(Cli.run("runs", "compare", run, other, "--test", "--json").lines().getLast());
    assertThat(json.at("pairs").toString()).contains("\"p\":");
    Cli.Result elsewhere = Cli.run("runs", "compare", run, other, "--data", Cli.letters());
    assertThat(elsewhere.out()).isEqualTo(compared.out());
  }

  @Test
  void takesTheDataOfTheRunThatAModelLiesIn() throws IOException {
    Path best = run.resolve("best.safetensors");
    Cli.Result own = Cli.run("evaluate", best, "--split", "valid");
    assertThat(own.err()).isEmpty();
    assertThat(own.out())
        .isEqualTo(Cli.run("evaluate", best, "--split", "valid", "--data", Cli.letters()).out());
    Path image = Cli.black(folder.resolve("black.bmp"), 28, 28);
    assertThat(Cli.run("predict", best, image).lines())
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith(image + "  "));
    Path elsewhere = Files.copy(best, folder.resolve("elsewhere.safetensors"));
    Cli.Result lost = Cli.run("evaluate", elsewhere);
    assertThat(lost.status()).isEqualTo(2);
    assertThat(lost.err())
        .isEqualTo(
            """
            kern evaluate: no data given
              given     the model %s, which doesn't record what it was trained on
              fix       --data WHERE, or a model in its run folder
            """
                .formatted(elsewhere));
  }

  private static double accuracy(Path run, String split) {
    Cli.Result result =
        Cli.run("evaluate", run, "--data", Cli.letters(), "--split", split, "--json");
    return JsonTree.of(result.out()).at("accuracy").number();
  }

  @Test
  void jsonHasTheNamesOfTheContract() {
    Cli.Result result =
        Cli.run(
            "train",
            "--data",
            Cli.letters(),
            "--steps",
            20,
            "--json",
            "--out",
            folder.resolve("json"));
    List<JsonTree> lines = result.lines().stream().map(JsonTree::of).toList();
    assertThat(lines.getFirst().at("type").text()).isEqualTo("started");
    JsonTree last = lines.getLast();
    assertThat(last.keys())
        .contains(
            "type",
            "run",
            "steps",
            "seconds",
            "stepsPerSecond",
            "validationAccuracy",
            "testAccuracy");
    assertThat(last.at("type").text()).isEqualTo("finished");
    assertThat(last.at("testAccuracy").number()).isBetween(0.0, 1.0);
  }

  @Test
  void augmentationIsPartOfTheRecord() throws IOException {
    Path changed = folder.resolve("changed");
    Cli.Result result =
        Cli.run(
            "train",
            "--data",
            Cli.letters(),
            "--steps",
            10,
            "--augment",
            "letters,rotate=5,flip,mixup",
            "--no-report",
            "--out",
            changed);
    assertThat(result.err()).isEmpty();
    JsonTree augmentations =
        JsonTree.of(Files.readString(changed.resolve("run.json"))).at("recipe/augmentations");
    assertThat(augmentations.elements().stream().map(JsonTree::toString))
        .contains(
            "{\"type\":\"rotate\",\"degrees\":5.0}",
            "{\"type\":\"flip\",\"chance\":0.5}",
            "{\"type\":\"mixup\",\"alpha\":0.2}")
        .filteredOn(one -> one.contains("rotate"))
        .hasSize(1);
  }

  @Test
  void evaluationScoresWhatTrainingScored() {
    Cli.Result result = Cli.run("evaluate", run, "--json");
    assertThat(result.err()).isEmpty();
    JsonTree evaluation = JsonTree.of(result.out());
    String last =
        training.lines().stream().filter(l -> l.startsWith("Test acc")).findFirst().orElse("");
    double percent = Double.parseDouble(last.replaceAll("[^0-9.]", ""));
    assertThat(100 * evaluation.at("accuracy").number()).isCloseTo(percent, within(0.06));
    assertThat(percent).isGreaterThan(60);
    assertThat(evaluation.at("count").number()).isEqualTo(500);
    assertThat(evaluation.at("classes").elements()).hasSize(10);
    assertThat(evaluation.at("confusion").elements()).hasSize(10);
    assertThat(Cli.run("evaluate", run).out())
        .contains(
            "Accuracy ",
            "Confusion matrix (rows: true class, columns: predicted class)",
            "precision",
            "Worst mistakes");
    assertThat(
            JsonTree.of(Cli.run("evaluate", run, "--split", "all", "--json").out())
                .at("count")
                .number())
        .isEqualTo(3000);
  }

  @Test
  void imagesGetALinePerFile() throws IOException {
    Path black = Cli.black(folder.resolve("black.bmp"), 28, 28);
    assertThat(Cli.run("predict", run, black, black).lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith(black + "  ").contains("%  ("));
    JsonTree line = JsonTree.of(Cli.run("predict", run, black, "--json").out());
    assertThat(line.at("image").text()).isEqualTo(black.toString());
    assertThat(line.at("probabilities").keys()).contains("A", "J");
    double most = line.at("probabilities").at(line.at("label").text()).number();
    assertThat(line.at("probability").number()).isEqualTo(most);
  }

  @Test
  void evaluateAdvisesTheSizeOfTheNetwork() throws IOException {
    for (int i = 1; i <= 9; i++) {
      for (String label : List.of("A", "B")) {
        Path of = Files.createDirectories(folder.resolve("many").resolve(label));
        Cli.black(of.resolve(i + ".bmp"), 30 + Math.floorDiv(i, 9), 31);
      }
    }
    Cli.Result result = Cli.run("evaluate", run, "--data", folder.resolve("many"));
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .contains("16 of 31 x 30, 2 of 31 x 31", "fix       resize them all: --size 28x28");
  }

  @Test
  void imagesOfAnotherSizeAreRefused() throws IOException {
    Path large = Cli.black(folder.resolve("large.bmp"), 30, 28);
    Cli.Result result = Cli.run("predict", run, large);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("28 x 30", "28 x 28", "fix", "--size 28x28");
    Cli.Result resized = Cli.run("predict", run, large, "--size", "28x28");
    assertThat(resized.status()).isZero();
    assertThat(resized.out()).startsWith(large + "  ");
    assertThat(resized.err()).startsWith("note: " + large + ": resized from 28 x 30 to 28 x 28");
  }

  @Test
  void whatIsNoImageIsNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "no image");
    Path missing = folder.resolve("missing.png");
    assertRefused(text, ": not an image file\n  expected  PNG, JPEG, BMP or GIF");
    assertRefused(missing, ": no such file or folder\n  fix       check the path");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertRefused(empty, ": contains no images\n  given     no files\n  fix       name another");
  }

  private static void assertRefused(Path image, String message) {
    Cli.Result result = Cli.run("predict", run, image);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith(image + message).doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"strided", "maxpool", "lenet"})
  void networksAreShownFromLayersToPlan(String network) {
    assertThat(Cli.run("summary", network).out()).contains("conv1", "dense1", "multiply-adds");
    assertThat(Cli.run("explain", network).out())
        .contains("== build", "== differentiate", "== fuse", "== plan", "conv_block", "memory ");
    assertThat(Cli.run("explain", network, "--dot").out()).startsWith("digraph kern {");
    assertThat(Cli.run("explain", network, "--after", "build", "--inference").out())
        .contains("conv2d")
        .doesNotContain("minimize");
  }

  /// Each stage that is a graph can be seen; with no stage named, the last.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "build",
        "prune",
        "foldborder",
        "differentiate",
        "simplify",
        "foldbatchnorm",
        "fuse",
        "fusenormalize"
      })
  void graphsAreDrawn(String stage) throws Exception {
    for (String network : List.of("strided", "maxpool", "lenet")) {
      Cli.Result drawn = Cli.run("explain", network, "--svg", "--after", stage);
      assertThat(drawn.err()).isEmpty();
      Document svg = xml(drawn.out());
      assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
      assertThat(drawn.out())
          .contains(">conv1/weights</text>", ">images</text>", ">forward</text>");
      boolean hasGradients = !List.of("build", "prune", "foldborder").contains(stage);
      assertThat(drawn.out().contains(">backward</text>")).isEqualTo(hasGradients);
      assertThat(drawn.out().contains(">update conv1/weights</text>")).isEqualTo(hasGradients);
    }
    assertThat(Cli.run("explain", "lenet", "--svg").out())
        .isEqualTo(Cli.run("explain", "lenet", "--svg", "--after", "fusenormalize").out());
    assertThat(Cli.run("explain", "lenet", "--svg", "--inference").out())
        .contains(">forward</text>")
        .doesNotContain(">backward</text>", ">updates</text>");
  }

  private static Document xml(String text) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }

  @Test
  void anImageIsExplainedOnAPage() throws Exception {
    Path image = Cli.black(folder.resolve("explained <1>.bmp"), 28, 28);
    Path page = folder.resolve("explained.html");
    Cli.Result result = Cli.run("predict", run, "--explain", image, "--out", page);
    assertThat(result.err()).isEmpty();
    assertThat(result.lines())
        .containsExactly(Cli.run("predict", run, image).lines().getFirst(), page.toString());
    String html = Files.readString(page);
    assertThat(xml(html.replace("<!DOCTYPE html>", "")).getElementsByTagName("img").getLength())
        .as("three marks, the image, 16 maps of each convolution, two rows of units, 16 filters")
        .isEqualTo(3 + 1 + 16 + 16 + 1 + 1 + 16);
    assertThat(html)
        .contains(
            "Where it looks",
            "(Grad-CAM) at relu2",
            "explained &lt;1>.bmp",
            "conv1, relu1",
            "dense2",
            "probabilities");
    List<JsonTree> json =
        Cli.run("predict", run, image, "--explain", "--json", "--out", page).lines().stream()
            .map(JsonTree::of)
            .toList();
    assertThat(json.getFirst().keys()).contains("label", "probabilities");
    assertThat(json.getLast().at("page").text()).isEqualTo(page.toString());
  }

  @Test
  void aRunIsANetworkToo() {
    assertThat(Cli.run("summary", run).out()).isEqualTo(Cli.run("summary", "strided").out());
  }

  @Test
  void sameSeedSameBitsOnAnyNumberOfThreads() throws IOException {
    byte[] once = model("lenet", 1, "once");
    assertThat(model("lenet", 1, "twice")).isEqualTo(once);
    assertThat(model("lenet", 2, "two")).isEqualTo(once);
    assertThat(model("lenet", 3, "three")).isEqualTo(once);
  }

  @Test
  void aRecipeIsAWholeRun() throws IOException {
    Path recipe = folder.resolve("small.yaml");
    Files.writeString(
        recipe,
        """
        data: %s
        network: [flatten, {type: dense, units: 10}]
        optimizer: {type: adam, learningRate: 0.002}
        batch: 32
        steps: 40
        seed: 5
        """
            .formatted(Cli.letters()));
    Path plain = folder.resolve("recipe");
    Cli.Result result = Cli.run("train", recipe, "--quiet", "--no-report", "--out", plain);
    assertThat(result.err()).isEmpty();
    JsonTree record = JsonTree.of(Files.readString(plain.resolve("run.json")));
    assertThat(record.at("recipe/network/name").text()).isEqualTo("small");
    assertThat(record.at("recipe/optimizer/type").text()).isEqualTo("adam");
    assertThat(record.at("recipe/seed").number()).isEqualTo(5);
    assertThat(record.at("recipe/steps").number()).isEqualTo(40);

    Path changed = folder.resolve("recipe-changed");
    Cli.run(
        "train",
        recipe,
        "--seed",
        6,
        "--learning-rate",
        0.1,
        "--epochs",
        1,
        "--quiet",
        "--no-report",
        "--out",
        changed);
    JsonTree other = JsonTree.of(Files.readString(changed.resolve("run.json")));
    assertThat(other.at("recipe/seed").number()).isEqualTo(6);
    assertThat(other.at("recipe/optimizer/learningRate").number()).isEqualTo(0.1);
    assertThat(other.at("recipe/epochs").number()).isEqualTo(1);
    assertThat(other.at("recipe/steps").value()).isNull();
    assertThat(other.at("recipe/batch").number()).isEqualTo(32);
  }

  private static byte[] model(String network, int threads, String name) throws IOException {
    Path out = folder.resolve(name);
    Cli.Result result =
        Cli.run(
            "train",
            "--data",
            Cli.letters(),
            "--network",
            network,
            "--steps",
            60,
            "--order",
            "shuffled",
            "--threads",
            threads,
            "--seed",
            7,
            "--quiet",
            "--out",
            out);
    assertThat(Optional.of(result.err())).hasValue("");
    return Files.readAllBytes(out.resolve("model.safetensors"));
  }
}
