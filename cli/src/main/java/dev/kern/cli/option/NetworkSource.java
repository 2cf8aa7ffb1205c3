package dev.kern.cli.option;

import dev.kern.data.ImageShape;
import dev.kern.data.file.Problem;
import dev.kern.json.Suggestion;
import dev.kern.layer.Network;
import dev.kern.model.NetworkFile;
import dev.kern.train.Training;
import dev.kern.train.known.KnownNetwork;
import dev.kern.train.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A network as the user names it: a preset or a file.
record NetworkSource(String word) {
  static final String WORDS =
      "strided, maxpool or lenet as the notebook trains them, resnet, convnext or airbench for photos, a"
          + " well-known network such as resnet18 or mobilenet_v2, or a network file (default: strided, with"
          + " better settings)";

  static final String USUAL = "strided";

  /// The default training of a network for data of this size: the network that the user names, or
  /// else the recipe's, with its own settings; or else the notebook's first, with better ones than
  /// the notebook's.
  ///
  /// Fails with `DataException` if there is no such network.
  static Training training(Optional<String> named, Optional<Recipe> recipe, DataSize data) {
    Optional<Network> listed =
        named.isPresent() ? Optional.empty() : recipe.flatMap(Recipe::network);
    return listed
        .map(Training::of)
        .or(
            () ->
                named
                    .or(() -> recipe.flatMap(Recipe::networkWord))
                    .map(word -> new NetworkSource(word).training(data)))
        .orElseGet(() -> KnownNetwork.usual(data.classes(), data.letters()));
  }

  private Training training(DataSize data) {
    return known()
        .map(known -> known.training(data.image(), data.classes(), data.images()))
        .orElseGet(() -> Training.of(file().network()));
  }

  /// The network that Kern has under this name, if there is one.
  Optional<KnownNetwork> known() {
    return KnownNetwork.named(word);
  }

  /// The network for images of this size and this many classes.
  ///
  /// Fails with `DataException` if it is neither a preset nor a file, or the file holds none.
  Network network(ImageShape image, int classes) {
    return known().map(known -> known.network(image, classes)).orElseGet(() -> file().network());
  }

  private NetworkFile file() {
    Path path = Path.of(word);
    // A recipe may name the network "", and Java takes an empty path for the current folder.
    if (word.isEmpty() || !Files.exists(path)) {
      List<String> presets = KnownNetwork.names();
      throw Problem.at("network '" + word + "'", "no such network or file")
          .expected(String.join(", ", presets) + ", or a file such as network.json")
          .fix(Suggestion.of(word, presets).orElse("kern train --network strided"));
    }
    return NetworkFile.read(path);
  }
}
