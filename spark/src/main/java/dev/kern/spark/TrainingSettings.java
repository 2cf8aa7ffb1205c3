package dev.kern.spark;

import dev.kern.architecture.Architecture;
import dev.kern.data.ImageShape;
import dev.kern.data.file.Problem;
import dev.kern.layer.Network;
import dev.kern.train.Training;
import dev.kern.train.notebook.Preset;
import dev.kern.train.photo.PhotoPreset;
import dev.kern.train.recipe.Recipe;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How to train, as it goes to the executor that does.
///
/// @param network a preset or a well-known network
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
      String word = parsed().flatMap(Recipe::networkWord).orElse(network);
      List<String> known = new ArrayList<>(Preset.keys());
      known.addAll(PhotoPreset.keys());
      known.addAll(Architecture.keys());
      if (!known.contains(word)) {
        throw Problem.at(stage, "there is no such network")
            .given(Problem.quote(word))
            .expected(String.join(", ", known))
            .fix("use one of these, or list the layers in a recipe");
      }
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

  /// The training of a network for images of this shape.
  ///
  /// @param images how many there are to train on
  Training training(ImageShape image, int classes, int images) {
    Optional<Recipe> read = parsed();
    Training usual =
        read.flatMap(Recipe::network)
            .map(Training::of)
            .orElseGet(
                () ->
                    usual(
                        read.flatMap(Recipe::networkWord).orElse(network), image, classes, images));
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

  private static Training usual(String word, ImageShape image, int classes, int images) {
    Optional<PhotoPreset> photos =
        Arrays.stream(PhotoPreset.values()).filter(p -> p.key().equals(word)).findFirst();
    if (photos.isPresent()) {
      return photos.get().training(image, classes, images);
    }
    Optional<Network> known =
        Architecture.named(word).map(architecture -> architecture.network(image, classes));
    return known
        .map(network -> PhotoPreset.training(network, image, images))
        .orElseGet(() -> Preset.named(word).training(classes));
  }

  private Optional<Recipe> parsed() {
    return recipe.isBlank()
        ? Optional.empty()
        : Optional.of(Recipe.parse("the recipe", "recipe", recipe));
  }
}
