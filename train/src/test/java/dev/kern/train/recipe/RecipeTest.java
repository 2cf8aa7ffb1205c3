package dev.kern.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.DataPart;
import dev.kern.data.augment.Augmentation;
import dev.kern.data.augment.AugmentationPreset;
import dev.kern.data.file.DataException;
import dev.kern.loss.Loss;
import dev.kern.metric.Metric;
import dev.kern.optimize.Optimizer;
import dev.kern.train.RunJson;
import dev.kern.train.Training;
import dev.kern.train.notebook.Preset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecipeTest {
  private static final Path RECIPES = Path.of("../recipes");

  @TempDir private Path folder;

  private Recipe recipe(String text) {
    try {
      return Recipe.read(Files.writeString(folder.resolve("mine.yaml"), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Checks a message, all but the lists of what is known.
  private void refuses(String text, String message) {
    assertThatThrownBy(() -> recipe(text))
        .isInstanceOf(DataException.class)
        .extracting(
            e ->
                String.valueOf(e.getMessage()).replaceAll("\n  expected  (the keys|one of) .*", ""))
        .isEqualTo(folder.resolve("mine.yaml") + message.stripTrailing());
  }

  @ParameterizedTest
  @EnumSource
  void writesTheNotebooksRunsOut(Preset preset) {
    Recipe recipe = Recipe.read(RECIPES.resolve(preset.key() + ".yaml"));
    assertThat(recipe.networkWord()).hasValue(preset.key());
    assertThat(recipe.data()).containsExactly(DataPart.of(Path.of("notMNIST.pickle")));
    Training usual = preset.training(10);
    Training bare = Training.of(preset.network(10));
    assertThat(RunJson.line(recipe.settings(usual))).isEqualTo(RunJson.line(usual));
    assertThat(RunJson.line(recipe.settings(bare))).isEqualTo(RunJson.line(usual));
  }

  @Test
  void namesLossAndMetrics() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("loss.yaml"),
            "loss: {type: crossEntropy, labelSmoothing: 0.1}\nmetrics: [macroF1]\n");
    Training training = Recipe.read(file).settings(Training.of(Preset.LENET.network(10)));
    assertThat(training.loss()).isEqualTo(Loss.crossEntropy().labelSmoothing(0.1));
    assertThat(training.metrics()).containsExactly(Metric.macroF1());
  }

  @Test
  void refusesWhatIsNullWithin() {
    refuses(
        "rateFactors: {conv1: }\n",
        """
        , line 1, rateFactors.conv1: a value is missing
          given     null
          fix       remove it, or provide a value
        """);
    for (String text :
        List.of(
            "decayFactors: {biases: null}",
            "l2Of: [conv1, ~]",
            "metrics: [~]",
            "augmentations: [~, flip]",
            "network: [~]",
            "schedule: {type: pieces, points: [~]}",
            "loss: {type: crossEntropy, classWeights: {A: ~}}")) {
      assertThatThrownBy(() -> recipe(text))
          .as(text)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("  fix       ");
    }
  }

  /// Recipes from before there was a choice mean the notebook's two layers.
  @Test
  void keepsTheMeaningOfL2() throws IOException {
    Training usual = Training.of(Preset.LENET.network(10));
    Path file = folder.resolve("l2.yaml");
    Files.writeString(file, "l2: 0.01\n");
    assertThat(Recipe.read(file).settings(usual).l2Of()).containsExactly(Training.LAST_TWO_DENSE);
    Files.writeString(file, "l2: 0.01\nl2Of: [all]\n");
    assertThat(Recipe.read(file).settings(usual).l2Of()).containsExactly(Training.ALL_LAYERS);
    Files.writeString(file, "seed: 3\n");
    assertThat(Recipe.read(file).settings(usual).l2Of()).containsExactly(Training.ALL_LAYERS);
  }

  @Test
  void allRecipesFitNotMnist() throws IOException {
    try (Stream<Path> files = Files.list(RECIPES)) {
      assertThat(files.toList())
          .hasSize(8)
          .allSatisfy(
              file -> {
                Recipe recipe = Recipe.read(file);
                recipe
                    .network()
                    .ifPresent(
                        network ->
                            assertThat(network.summary(28, 28, 1).toString()).contains("dense"));
              });
    }
  }

  @Test
  void reportsEachEpochUnlessItSaysOtherwise() {
    Training lenet = Preset.LENET.training(10);
    assertThat(recipe("epochs: 3\n").settings(lenet).reportEvery()).isEmpty();
    assertThat(recipe("epochs: 3\nreportEvery: 7\n").settings(lenet).reportEvery()).hasValue(7L);
    assertThat(recipe("steps: 3\n").settings(lenet).reportEvery()).hasValue(5_000L);
  }

  @Test
  void takesPresetsOfAugmentations() {
    Training lenet = Preset.LENET.training(10);
    assertThat(recipe("augmentations: photos\n").settings(lenet).augmentations())
        .isEqualTo(AugmentationPreset.PHOTOS.augmentations());
    assertThat(recipe("augmentations: [photos, mixup]\n").settings(lenet).augmentations())
        .hasSize(3)
        .endsWith(Augmentation.mixup(0.2));
    assertThatThrownBy(() -> recipe("augmentations: phtos\n"))
        .hasMessageContaining("unknown augmentation")
        .hasMessageContaining("'phtos'");
  }

  @Test
  void namesAllThatIsMissing() {
    refuses(
        "network:\n  - {type: conv, stride: 2}\n",
        """
        , line 2, network[0]: missing keys 'filters', 'size'
          fix       add "filters": ..., "size": ...
        """);
    String file = folder.resolve("mine.yaml").toString();
    refuses(
        """
        network:
          - {type: conv, size: 3}
          - {type: add, branches: [[], [{type: depthwise}, {type: dense}]]}
        """,
        """
        , line 2, network[0]: missing key 'filters'
          fix       add "filters": ...
        FILE, line 3, network[1].branches[1][0]: missing key 'size'
          fix       add "size": ...
        FILE, line 3, network[1].branches[1][1]: missing key 'units'
          fix       add "units": ...
        """
            .replace("FILE", file));
  }

  @Test
  void refusesANetworkBesideAModel() {
    refuses(
        "network: lenet\nfrom: runs/a\n",
        """
        , line 2, from: a trained model already has a network
          given     network and from
          fix       remove one of them
        """);
  }

  @Test
  void hasTheOptionsOfTheCommand() {
    Recipe recipe = recipe("size: 8x8\nfreeze: [conv1, conv2]\nreport: false\nchannels: 3\n");
    assertThat(recipe.options())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("size", "8x8", "freeze", "conv1,conv2", "report", "false", "channels", "3"));
    assertThat(recipe.place("channels")).endsWith(", line 4, channels");
  }

  @Test
  void listsLayers() {
    Recipe recipe =
        recipe(
            """
            network:
              - flatten
              - {type: dense, units: 3}
            optimizer: {type: momentum, learningRate: 0.1, momentum: 0.8}
            epochs: 2   # in place of the usual steps
            """);
    assertThat(recipe.data()).isEmpty();
    assertThat(recipe.network().orElseThrow().name()).isEqualTo("mine");
    Training training = recipe.settings(Training.of(recipe.network().orElseThrow()).steps(7));
    assertThat(training.optimizer()).isEqualTo(Optimizer.momentum(0.1, 0.8));
    assertThat(training.stepsOn(160)).isEqualTo(20);
    assertThat(training.batch()).isEqualTo(16);
  }

  @Test
  void readsTheFormerWordForSgd() {
    for (String word : List.of("sgd", "gradientDescent")) {
      Recipe recipe =
          recipe("optimizer: {type: %s, learningRate: 0.5, weightDecay: 0.1}\n".formatted(word));
      assertThat(recipe.settings(Preset.STRIDED.training(2)).optimizer())
          .isEqualTo(Optimizer.sgd(0.5).weightDecay(0.1));
    }
  }

  @Test
  void saysWhichLineIsWrong() {
    refuses(
        "data: x\n\nbacth: 32\n",
        """
        , line 3: unknown key
          given     'bacth'
          fix       did you mean 'batch'?
        """);
    refuses(
        "data: x\nlerning_rate: 0.1\n",
        """
        , line 2, lerning_rate: unknown key
          given     'lerning_rate'
          expected  the learning rate as part of the optimizer
          fix       optimizer: {type: sgd, learningRate: 0.05}
        """);
    refuses(
        "network:\n  - relu\n  - {type: conv,\n     filter: 16, size: 5}\n",
        """
        , line 4, network[1]: unknown key
          given     'filter'
          fix       did you mean 'filters'?
        """);
    refuses(
        "network:\n  - konv\n",
        """
        , line 2, network[0]: unknown layer
          given     'konv'
          fix       did you mean 'conv'?
        """);
    refuses(
        "network: 5\n",
        """
        , line 1, network: invalid value
          given     '5'
          expected  a name, a path, or a list of layers
          fix       use another value
        """);
    refuses(
        "epochs: 2\nsteps: 3\n",
        """
        , line 1, epochs: steps and epochs exclude each other
          given     both
          fix       remove one of them
        """);
    refuses(
        "network: [flatten, {type: dense, units: 3}]\n\nbatch: many\n",
        """
        , line 3, batch: invalid value
          given     '"many"'
          expected  a whole number up to 2147483647
          fix       use another value
        """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void refusesFoldersOfAnyName(String path) {
    assertThatThrownBy(() -> Recipe.read(Path.of(path)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("this is a folder, not a file");
  }

  @Test
  void saysWhichSettingIsWrongWhateverTheNetwork() {
    refuses(
        "seed: 3\nschedule: cosin\n",
        """
        , line 2, schedule: unknown schedule
          given     'cosin'
          fix       did you mean 'cosine'?
        """);
    refuses(
        "network: lenet\noptimizer:\n  type: momentum\n  momentun: 0.8\n",
        """
        , line 4, optimizer: unknown key
          given     'momentun'
          fix       did you mean 'momentum'?
        """);
    refuses(
        "seed: 3\nbatch: 0\n",
        """
        , line 2, batch: batch must be at least 1, given 0
          fix       use another value
        """);
    refuses(
        "sampling: balanced\nloss: {type: crossEntropy, classWeights: balanced}\n",
        """
        : balanced sampling and balanced class weights correct the same imbalance twice; use one \
        of them
          fix       use another value
        """);
    assertThat(recipe("keepBest: macroF1\nmetrics: [macroF1]\n").network()).isEmpty();
  }

  /// A learning rate outside the optimizer is told by itself, and is no key that others could be.
  @Test
  void namesOnlyKnownKeysAsExpected() {
    assertThatThrownBy(() -> recipe("learnRate: 0.1\nqqqqqq: 1\n"))
        .hasMessageContaining(", line 2: unknown key\n  given     'qqqqqq'")
        .hasMessageContaining("one of the keys data, ")
        .hasMessageNotContaining("learnRate,")
        .hasMessageNotContaining(", learnRate\n");
  }

  @Test
  void namesAllFaultsWithTheirLines() {
    String file = folder.resolve("mine.yaml").toString();
    refuses(
        """
        data: 5
        batch: 0
        seed: x
        bacht: 3
        learningrate: 2
        network:
          - {type: conv, size: 3}
          - konv
          - {type: dense, units: many, weights: heNormla}
        metrics: [macroF1, macroF2]
        keepBest: mcroF1
        steps: 3
        epochs: 0
        from: runs/a
        stesp: 1
        """,
        """
        , line 5, learningrate: unknown key
          given     'learningrate'
          expected  the learning rate as part of the optimizer
          fix       optimizer: {type: sgd, learningRate: 0.05}
        FILE, line 4: unknown key
          given     'bacht'
          fix       did you mean 'batch'?
        FILE, line 15: unknown key
          given     'stesp'
          fix       did you mean 'steps'?
        FILE, line 1, data: invalid value
          given     '5'
          expected  a path, or a list of paths or {path: …, weight: 0.5, trainOnly: true}
          fix       use another value
        FILE, line 7, network[0]: missing key 'filters'
          fix       add "filters": ...
        FILE, line 8, network[1]: unknown layer
          given     'konv'
          fix       did you mean 'conv'?
        FILE, line 9, network[2].units: invalid value
          given     '"many"'
          expected  a whole number up to 2147483647
          fix       use another value
        FILE, line 9, network[2].weights: unknown initializer
          given     'heNormla'
          fix       did you mean 'heNormal'?
        FILE, line 13, epochs: steps and epochs exclude each other
          given     both
          fix       remove one of them
        FILE, line 14, from: a trained model already has a network
          given     network and from
          fix       remove one of them
        FILE, line 2, batch: batch must be at least 1, given 0
          fix       use another value
        FILE, line 3, seed: invalid value
          given     '"x"'
          expected  a whole number up to 9223372036854775807
          fix       use another value
        FILE, line 10, metrics[1]: unknown metric
          given     'macroF2'
          fix       did you mean 'macroF1'?
        FILE, line 11, keepBest: unknown validation result 'mcroF1'; expected one of loss, accuracy, \
        precision, recall, f1
          fix       use another value
        """
            .replace("FILE", file));
  }

  @Test
  void anEmptyRecipeIsCalledSo() {
    for (String text : List.of("", "\n  \n")) {
      assertThatThrownBy(() -> recipe(text))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("no settings found\n  given     an empty file");
    }
    assertThatThrownBy(() -> recipe("# data: mine\n"))
        .hasMessageContaining("given     nothing but comments or null");
  }
}
