package dev.kern.cli.option;

import dev.kern.architecture.Architecture;
import dev.kern.data.ImageShape;
import dev.kern.data.file.Problem;
import dev.kern.json.Suggestion;
import dev.kern.layer.Network;
import dev.kern.model.NetworkFile;
import dev.kern.train.Training;
import dev.kern.train.notebook.Preset;
import dev.kern.train.photo.PhotoPreset;
import dev.kern.train.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A network as the user names it: a preset or a file.
record NetworkSource(String word) {
  static final String WORDS =
      "strided (default), maxpool or lenet for letters, resnet, convnext or airbench for photos, a well-known"
          + " network such as resnet18 or mobilenet_v2, or a network file";

  private static final String USUAL = "strided";

  /// The default training of a network for data of this size: the network that the user names, or
  /// else the recipe's, or else the notebook's first.
  ///
  /// Fails with `DataException` if there is no such network.
  static Training training(Optional<String> named, Optional<Recipe> recipe, DataSize data) {
    Optional<Network> listed =
        named.isPresent() ? Optional.empty() : recipe.flatMap(Recipe::network);
    NetworkSource source =
        new NetworkSource(named.or(() -> recipe.flatMap(Recipe::networkWord)).orElse(USUAL));
    return listed
        .map(Training::of)
        .or(() -> source.preset().map(preset -> preset.training(data.classes())))
        .or(() -> source.photos().map(p -> p.training(data.image(), data.classes(), data.images())))
        .or(
            () ->
                source
                    .architecture()
                    .map(known -> known.network(data.image(), data.classes()))
                    .map(known -> PhotoPreset.training(known, data.image(), data.images())))
        .orElseGet(() -> Training.of(source.file().network()));
  }

  private Optional<Preset> preset() {
    return Arrays.stream(Preset.values()).filter(p -> p.key().equals(word)).findFirst();
  }

  /// The network for photographs, if it is one.
  Optional<PhotoPreset> photos() {
    return Arrays.stream(PhotoPreset.values()).filter(p -> p.key().equals(word)).findFirst();
  }

  /// The well-known network, if it is one.
  Optional<Architecture> architecture() {
    return Architecture.named(word);
  }

  /// Whether it is a network that Kern has.
  boolean isPreset() {
    return preset().isPresent() || photos().isPresent() || architecture().isPresent();
  }

  /// The network for images of this size and this many classes.
  ///
  /// Fails with `DataException` if it is neither a preset nor a file, or the file holds none.
  Network network(ImageShape image, int classes) {
    return preset()
        .map(p -> p.network(classes))
        .or(() -> photos().map(p -> p.network(image, classes)))
        .or(() -> architecture().map(known -> known.network(image, classes)))
        .orElseGet(() -> file().network());
  }

  private NetworkFile file() {
    Path path = Path.of(word);
    // A recipe may name the network "", and Java takes an empty path for the current folder.
    if (word.isEmpty() || !Files.exists(path)) {
      List<String> presets = new ArrayList<>(Preset.keys());
      presets.addAll(PhotoPreset.keys());
      presets.addAll(Architecture.keys());
      throw Problem.at("network '" + word + "'", "no such network or file")
          .expected(String.join(", ", presets) + ", or a file such as network.json")
          .fix(Suggestion.of(word, presets).orElse("kern train --network strided"));
    }
    return NetworkFile.read(path);
  }
}
