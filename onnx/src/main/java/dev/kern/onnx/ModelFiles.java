package dev.kern.onnx;

import dev.kern.model.TrainedModel;
import dev.kern.weights.WeightImport;
import java.nio.file.Path;

/// Reads trained models from the files of any program that Kern knows, told by their names: its
/// own, ONNX, Keras, and PyTorch's weights of a [dev.kern.architecture.Architecture].
public final class ModelFiles {
  private static final System.Logger LOG = System.getLogger("dev.kern");

  private ModelFiles() {}

  /// Whether a file is one of another program's.
  public static boolean isForeign(Path path) {
    return OnnxImport.claims(path) || KerasImport.claims(path) || WeightImport.claims(path);
  }

  /// Reads a run folder or a file; what was guessed of it is logged.
  ///
  /// Fails with `DataException` if there is none, it can't be read, or it is not sound.
  public static TrainedModel read(Path path) {
    return read(path, ImportOptions.NONE);
  }

  /// The same.
  ///
  /// @param options what is said about a file that leaves it open
  public static TrainedModel read(Path path, ImportOptions options) {
    if (OnnxImport.claims(path)) {
      return OnnxImport.read(path, options);
    }
    if (KerasImport.claims(path)) {
      return KerasImport.read(path, options);
    }
    if (WeightImport.claims(path)) {
      WeightImport.Result result =
          options.height().isPresent() && options.width().isPresent()
              ? WeightImport.read(path, options.height().getAsInt(), options.width().getAsInt())
              : WeightImport.read(path);
      LOG.log(System.Logger.Level.WARNING, path + ": taken for " + result.words());
      return result.model();
    }
    return TrainedModel.read(path);
  }
}
