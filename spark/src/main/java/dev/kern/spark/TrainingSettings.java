package dev.kern.spark;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.file.Problem;
import dev.kern.data.format.Datasets;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.train.Training;
import dev.kern.train.known.KnownNetwork;
import dev.kern.train.recipe.Recipe;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How to train, as it goes to the executor that does.
///
/// @param network a preset or a well-known network, or empty
/// @param recipe a recipe's text, or empty
/// @param imageSize `28x28x1`, or empty
/// @param threads on how many threads
/// @param names the names of classes that labels are indices of, if they have any
record TrainingSettings(
    String network,
    String recipe,
    String imageSize,
    @Nullable Double learningRate,
    @Nullable Integer batchSize,
    @Nullable Integer epochs,
    @Nullable Long steps,
    @Nullable Long seed,
    int threads,
    List<String> names)
    implements Serializable {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,4})x(\\d{1,4})x([1-9])");

  /// Refuses what can be told to be wrong before there are images.
  ///
  /// Fails with `DataException`.
  void expectSound(String stage) {
    shape(stage);
    if (epochs != null && steps != null) {
      throw Problem.at(stage, "epochs and steps exclude each other")
          .given("%d epochs and %d steps".formatted(epochs, steps))
          .fix("set one of them");
    }
    if (parsed().flatMap(Recipe::network).isEmpty()) {
      word(parsed())
          .filter(word -> KnownNetwork.named(word).isEmpty())
          .ifPresent(
              word -> {
                throw Problem.at(stage, "there is no such network")
                    .given(Problem.quote(word))
                    .expected(String.join(", ", KnownNetwork.names()))
                    .fix("use one of these, or list the layers in a recipe");
              });
    }
  }

  /// The size that images get, if it is said.
  Optional<ImageShape> shape(String stage) {
    return shape(stage, imageSize);
  }

  /// The size of an image that a text says, if it isn't empty.
  ///
  /// Fails with `DataException` if it says none.
  static Optional<ImageShape> shape(String stage, String imageSize) {
    if (imageSize.isEmpty()) {
      return Optional.empty();
    }
    Matcher size = SIZE.matcher(imageSize);
    Optional<ImageShape> shape =
        size.matches()
            ? ImageShape.of(
                Long.parseLong(size.group(1)),
                Long.parseLong(size.group(2)),
                Long.parseLong(size.group(3)))
            : Optional.empty();
    if (shape.isEmpty()) {
      throw Problem.at(stage, "not the size of an image")
          .given("imageSize " + Problem.quote(imageSize))
          .expected("rows, columns and channels, such as 28x28x1")
          .fix("setImageSize(\"28x28x1\")");
    }
    return shape;
  }

  /// The training of a network on these images, as `kern train` has it.
  Training training(Dataset data) {
    Optional<Recipe> read = parsed();
    Training usual =
        read.flatMap(Recipe::network)
            .map(Training::of)
            .or(() -> word(read).map(word -> known(word, data)))
            .orElseGet(() -> KnownNetwork.usual(data.classes(), areLetters(data)));
    Training training = read.map(r -> r.settings(usual)).orElse(usual);
    if (learningRate != null) {
      training = training.optimizer(training.optimizer().learningRate(learningRate));
    }
    if (batchSize != null) {
      training = training.batch(batchSize);
    }
    if (epochs != null) {
      training = training.epochs(epochs);
    }
    if (steps != null) {
      training = training.steps(steps);
    }
    if (epochs != null || steps != null) {
      training = training.usualReports();
    }
    if (seed != null) {
      training = training.seed(seed);
    }
    return training.threads(threads);
  }

  /// Into how many groups the recipe cuts batches.
  int groups() {
    Training any = Training.of(Network.of(Layer.flatten()));
    return parsed().map(read -> read.settings(any).groups()).orElse(1);
  }

  private static Training known(String word, Dataset data) {
    KnownNetwork known = KnownNetwork.named(word).orElseThrow();
    return known.training(data.shape(), data.classes(), data.train().count());
  }

  private static boolean areLetters(Dataset data) {
    return data.provenance().format().equals(Datasets.LETTERS);
  }

  /// The network's name, if one is named.
  private Optional<String> word(Optional<Recipe> read) {
    return read.flatMap(Recipe::networkWord)
        .or(() -> Optional.of(network).filter(name -> !name.isEmpty()));
  }

  private Optional<Recipe> parsed() {
    return recipe.isBlank()
        ? Optional.empty()
        : Optional.of(Recipe.parse("the recipe", "recipe", recipe));
  }
}
