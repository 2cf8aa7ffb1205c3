package dev.kern.cli.option;

import dev.kern.cli.terminal.Output;
import dev.kern.data.Dataset;
import dev.kern.data.ImageTarget;
import dev.kern.data.Normalization;
import dev.kern.data.format.DatasetReader;
import dev.kern.model.Model;
import dev.kern.model.TrainedModel;
import dev.kern.onnx.ImportOptions;
import dev.kern.onnx.ModelFiles;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A trained model and how its images are scaled: as the user says, or else as the model does.
///
/// @param path where the model is
/// @param trained the model, with the scaling that counts
/// @param known whether the user or the model says it
public record ModelScaling(Path path, TrainedModel trained, boolean known) {
  /// Reads a model.
  ///
  /// Fails with `DataException` if there is none, or the scaling has another number of channels.
  ///
  /// @param stated what the user says
  public static ModelScaling of(Path path, Optional<Normalization> stated) {
    return of(path, stated, ImportOptions.NONE);
  }

  /// Reads a model, with what is said about an ONNX file.
  ///
  /// Fails as [#of(Path, Optional)] does.
  public static ModelScaling of(Path path, Optional<Normalization> stated, ImportOptions options) {
    TrainedModel scaled = scaled(ModelSource.trained(path, options), stated);
    return new ModelScaling(path, scaled, scaled.model().normalization().isPresent());
  }

  /// A model with the scaling that a user says, or its own.
  ///
  /// Fails with `DataException` if the scaling has another number of channels.
  public static TrainedModel scaled(TrainedModel model, Optional<Normalization> stated) {
    Optional<Normalization> own = model.model().normalization();
    return stated
        .map(how -> own.map(how::withLevelsOf).orElse(how))
        .map(how -> new TrainedModel(model.model().withNormalization(how), model.weights()))
        .orElse(model);
  }

  /// The same, with a model that was changed in other ways.
  public ModelScaling with(UnaryOperator<TrainedModel> change) {
    return new ModelScaling(path, change.apply(trained), known);
  }

  /// A reader that scales images for the model: those of a model of Kern's that doesn't say how
  /// were in none of the usual scalings, and are used as they are.
  public DatasetReader reader(DatasetReader usual) {
    Optional<Normalization> how = trained.model().normalization();
    if (how.isPresent()) {
      return usual.trainedScaling(how.get());
    }
    return ModelFiles.isForeign(path) ? usual : usual.integersAsStored();
  }

  /// The images of a data set, without their labels, resized as image files are.
  ///
  /// Fails with `DataException` if there are none, or they don't fit the model.
  public Dataset images(Path data, Output output) {
    Model network = trained.model();
    int channels = network.image().channels();
    ImageTarget colours =
        channels == 1 || channels == 3 ? network.sizing().withChannels(channels) : network.sizing();
    Dataset images = reader(DatasetReader.usual()).imagesOnly().sizing(colours).open(data);
    network.expectImages(images);
    tellUnknown(images, output);
    return images;
  }

  /// Says that numbers may mean nothing, if it isn't known how the training images were scaled.
  public void tellUnknown(Dataset images, Output output) {
    if (!known) {
      output
          .err()
          .println(
              "note: %s doesn't say how its training images were scaled; the results are right only if it was as here: %s; otherwise say it, such as --scale 0..1"
                  .formatted(
                      path,
                      images
                          .normalization()
                          .map(Normalization::toString)
                          .orElse("unscaled, or in a way that isn't known")));
    }
  }
}
