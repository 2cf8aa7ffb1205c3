package dev.kern.model;

import dev.kern.data.ImageShape;
import dev.kern.data.InkFrame;
import dev.kern.data.Normalization;
import dev.kern.data.ResizeMode;
import dev.kern.data.Targets;
import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.Problem;
import dev.kern.json.Key;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.layer.json.LayerJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What `network.json` holds: a network's layers, and once it is trained what it takes and tells
/// apart.
///
/// ```json
/// {"name": "mine", "layers": [{"type": "conv", "filters": 16, "size": 5}, "relu", "flatten",
///   {"type": "dense", "units": 10}]}
/// ```
///
/// @param name what the network is called
/// @param image the size of the images that it takes, if it is trained
/// @param classes the names of the classes that it tells apart, if it is trained
/// @param targets what it says about an image, if it is trained and that isn't one of the classes
/// @param normalization how an image's values become its input, if that is known
/// @param fit how the training images were resized to their size, if that was asked for
/// @param ink how characters stand in the training images, if they show some
/// @param decision how its probabilities become an answer, if it says that
/// @param layers its layers, in order
public record NetworkFile(
    String name,
    Optional<ImageShape> image,
    Optional<List<String>> classes,
    @Key(omitEmpty = true) Optional<Targets> targets,
    Optional<Normalization> normalization,
    @Key(omitEmpty = true) Optional<ResizeMode> fit,
    @Key(omitEmpty = true) Optional<InkFrame> ink,
    @Key(omitEmpty = true) Optional<Decision> decision,
    List<Layer> layers) {
  /// Copies the lists.
  ///
  /// Fails with [IllegalArgumentException] if they make no network.
  public NetworkFile {
    classes = classes.map(List::copyOf);
    layers = new Network(name, layers).layers();
  }

  /// Reads a file.
  ///
  /// Fails with `DataException` if it is no network.
  public static NetworkFile read(Path file) {
    return LayerJson.MAPPER.read(file, NetworkFile.class);
  }

  /// Writes a file, in place of the one that is there.
  ///
  /// Fails with `DataException` if it can't be written.
  public void write(Path file) {
    AtomicOutput.replace(file, LayerJson.MAPPER.text(this));
  }

  /// The network.
  public Network network() {
    return new Network(name, layers);
  }

  /// The trained network's description.
  ///
  /// Fails with `DataException` if size or classes are missing.
  ///
  /// @param where what messages call the file
  public Model model(String where) {
    if (image.isEmpty() || classes.isEmpty()) {
      throw Problem.at(where, "this is an untrained network")
          .given("no " + (image.isEmpty() ? "image" : "classes"))
          .expected("image, classes and layers")
          .fix("train it first: kern train --network FILE");
    }
    Targets said = targets.orElse(Targets.classes(classes.get()));
    return new Model(
        network(), image.get(), said, normalization, fit, ink, decision.orElse(Decision.USUAL));
  }

  /// The checksum of the network, in hexadecimal: equal for equal contents, whatever their layout.
  public String sha256() {
    return Checksum.of(LayerJson.MAPPER.line(this));
  }
}
