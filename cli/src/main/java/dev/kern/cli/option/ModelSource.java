package dev.kern.cli.option;

import dev.kern.architecture.Architecture;
import dev.kern.data.ImageShape;
import dev.kern.model.Model;
import dev.kern.model.NetworkFile;
import dev.kern.model.TrainedModel;
import dev.kern.onnx.ImportOptions;
import dev.kern.onnx.ModelFiles;
import dev.kern.train.known.KnownNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/// A model as the user names it: a run folder, a model file, or an untrained network, which is then
/// built for the notebook's letters, or for small photographs.
public record ModelSource(String word) {
  private static final ImageShape LETTER = new ImageShape(28, 28, 1);
  private static final ImageShape PHOTO = new ImageShape(32, 32, 3);
  private static final int CLASSES = 10;

  /// The model, trained or not.
  ///
  /// Fails with `DataException` if there is none.
  public Model model() {
    return model(ImportOptions.NONE);
  }

  /// The model, with what is said about an ONNX file; of a size that is said, a network of Kern's
  /// takes note, too.
  ///
  /// Fails with `DataException` if there is none.
  public Model model(ImportOptions options) {
    NetworkSource source = new NetworkSource(word);
    Path path = Path.of(word);
    if (source.known().isPresent() || !Files.exists(path)) {
      return untrained(source, options);
    }
    if (Files.isDirectory(path)) {
      Path network = path.resolve("network.json");
      return Files.exists(network) ? described(network, options) : trained(path, options).model();
    }
    return word.endsWith(".json") ? described(path, options) : trained(path, options).model();
  }

  /// A trained model from a run folder, a model file or one of another program's.
  ///
  /// Fails with `DataException` if there is none.
  ///
  /// @param options what is said about an ONNX file
  static TrainedModel trained(Path path, ImportOptions options) {
    return ModelFiles.read(path, options);
  }

  private static Model described(Path file, ImportOptions options) {
    NetworkFile network = NetworkFile.read(file);
    return network.image().isPresent() && network.classes().isPresent()
        ? network.model(file.toString())
        : untrained(new NetworkSource(file.toString()), options);
  }

  private static Model untrained(NetworkSource source, ImportOptions options) {
    Optional<KnownNetwork> known = source.known();
    if (known.filter(KnownNetwork.WellKnown.class::isInstance).isPresent()) {
      ImageShape image = sized(Architecture.USUAL, options);
      return new Model(
          source.network(image, Architecture.CLASSES),
          image,
          IntStream.range(0, Architecture.CLASSES).mapToObj(Integer::toString).toList());
    }
    ImageShape image =
        sized(
            known.filter(KnownNetwork.Photos.class::isInstance).isPresent() ? PHOTO : LETTER,
            options);
    return new Model(
        source.network(image, CLASSES),
        image,
        IntStream.range(0, CLASSES).mapToObj(c -> Character.toString('A' + c)).toList());
  }

  private static ImageShape sized(ImageShape usual, ImportOptions said) {
    return new ImageShape(
        said.height().orElse(usual.height()), said.width().orElse(usual.width()), usual.channels());
  }
}
