package dev.kern.data.format;

import dev.kern.data.DataPart;
import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.Normalization;
import dev.kern.data.file.ScratchFile;
import dev.kern.data.format.store.PixelStore;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Opens data sets as [Datasets] does, with more to choose.
///
/// ```java
/// Dataset data =
///     DatasetReader.usual()
///         .sizing(ImageTarget.to(64, 64))
///         .listener(images -> progress.show(images))
///         .open(path);
/// ```
///
/// Immutable.
public final class DatasetReader {
  private static final DatasetReader USUAL = new DatasetReader(Loading.USUAL);

  private final Loading how;

  private DatasetReader(Loading how) {
    this.how = how;
  }

  /// A reader that does as [Datasets#open(Path)].
  public static DatasetReader usual() {
    return USUAL;
  }

  /// A copy that resizes images.
  public DatasetReader sizing(ImageTarget sizing) {
    return new DatasetReader(how.withSizing(sizing));
  }

  /// A copy that suggests the size of a network's images if those of the data differ in size.
  public DatasetReader advising(ImageShape network) {
    return new DatasetReader(how.withAdvised(ImageTarget.to(network).extents()));
  }

  /// A copy that scales pixels in this way. Floats in one of the usual scalings are converted from
  /// it; others stay as they are.
  ///
  /// Integers wider than a byte are scaled by the range of the training images: 0 to the next `2^n
  /// - 1`. [Dataset#warnings] says what was done.
  public DatasetReader scaling(Normalization scaling) {
    return new DatasetReader(how.withScaling(scaling));
  }

  /// A copy that scales pixels as a model's training images were: integers, too, by the levels of
  /// these, whatever the range of the data at hand.
  public DatasetReader trainedScaling(Normalization scaling) {
    return new DatasetReader(how.withTrainedScaling(scaling));
  }

  /// A copy that uses integers wider than a byte unscaled, unless they go from 0 to 255, as Kern
  /// did before it scaled them: for models of that time.
  public DatasetReader integersAsStored() {
    return new DatasetReader(how.withIntegersAsStored());
  }

  /// A copy that reports progress.
  public DatasetReader listener(LoadListener listener) {
    return new DatasetReader(how.withListener(listener));
  }

  /// A copy that decodes image files on so many threads; the data is the same for any number.
  public DatasetReader threads(int threads) {
    return new DatasetReader(how.withThreads(threads));
  }

  /// A copy that keeps pixels in a file, not on the heap, and so opens data that is larger than the
  /// heap. What remains there are labels, fingerprints, and the names of image files.
  ///
  /// @param scratch must have room for the pixels: a byte each, or four if the data has floats
  public DatasetReader scratch(ScratchFile scratch) {
    return new DatasetReader(how.withStore(PixelStore.in(scratch)));
  }

  /// A copy that reads the names in archives, and lists of class names, in this encoding where they
  /// don't tell their own; without it, Kern guesses, and [Dataset#warnings] says so.
  public DatasetReader names(Charset encoding) {
    return new DatasetReader(how.withNames(Optional.of(encoding)));
  }

  /// A copy for images that a model is to classify. In a folder or archive of images, a folder with
  /// the name of one of its classes is that class, even if it is the only one; the data set has all
  /// of the model's classes, in their order, before those that the model doesn't know.
  public DatasetReader classes(List<String> classes) {
    return new DatasetReader(how.withKnown(classes));
  }

  /// A copy that reads images for predictions: they need no labels, and lose those that they have,
  /// see [Dataset#withoutLabels]. None are held out, and a file by itself doesn't stand for those
  /// beside it.
  public DatasetReader imagesOnly() {
    return new DatasetReader(how.withImagesOnly());
  }

  /// Opens a file or folder.
  ///
  /// Fails with `DataException` as [Datasets#open(Path)] does.
  public Dataset open(Path path) {
    how.listener().read(0);
    return Datasets.open(path, how);
  }

  /// Opens several and [joins][Dataset#joined(List, List)] them. Of one that is for training alone
  /// nothing is held out.
  ///
  /// Fails with `DataException` if one can't be opened, or they can't be joined.
  ///
  /// @param parts one or more
  public Dataset open(List<DataPart> parts) {
    if (parts.size() == 1 && parts.getFirst().isWhole()) {
      return open(parts.getFirst().path());
    }
    how.listener().read(0);
    return Dataset.joined(
        parts,
        parts.stream()
            .map(
                part ->
                    part.trainOnly()
                        ? Datasets.open(part.path(), how, UnaryOperator.identity())
                        : Datasets.open(part.path(), how))
            .toList());
  }
}
