package dev.kern.cli.option;

import dev.kern.data.ImageShape;
import dev.kern.model.Model;
import dev.kern.model.NetworkFile;
import dev.kern.model.TrainedModel;
import dev.kern.onnx.ImportOptions;
import dev.kern.onnx.ModelFiles;
import dev.kern.train.known.KnownNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A model as the user names it: a run folder, a model file, or an untrained network, which is then
/// built for the notebook's letters, or for small photographs.
public record ModelSource(String word) {
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
    // A file that says neither is for what the usual network is for.
    KnownNetwork usual =
        source.known().or(() -> KnownNetwork.named(NetworkSource.USUAL)).orElseThrow();
    ImageShape image = sized(usual.usualImage(), options);
    List<String> classes = usual.usualClasses();
    return new Model(source.network(image, classes.size()), image, classes);
  }

  private static ImageShape sized(ImageShape usual, ImportOptions said) {
    return new ImageShape(
        said.height().orElse(usual.height()), said.width().orElse(usual.width()), usual.channels());
  }
}
