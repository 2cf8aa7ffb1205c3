package dev.kern.data;

import dev.kern.data.file.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Images with their class indices; one split of a [Dataset].
///
/// Immutable and thread-safe. Pixels are copied to the caller's array, normalised, in `[height,
/// width, channels]` order, without allocation. An implementation may hold them as floats, as
/// bytes, as a selection of another split, or on disk.
public interface Split {
  /// Images in memory as floats; the arrays are kept, not copied, and must not be changed.
  ///
  /// @param pixels `[count, height, width, channels]`
  /// @param labels class indices
  static Split of(ImageShape shape, float[] pixels, int[] labels) {
    return new FloatSplit(shape, pixels, labels);
  }

  /// Images in memory as bytes from 0 to 255, a quarter of the size of floats, normalised when they
  /// are read; the arrays are kept, not copied, and must not be changed.
  static Split of(ImageShape shape, byte[] pixels, int[] labels, Normalization normalization) {
    return new ByteSplit(shape, pixels, labels, normalization.table());
  }

  /// Concatenates splits of one shape without copying their images.
  ///
  /// Fails with [IllegalArgumentException] if there are none, or their shapes differ.
  static Split concatenated(List<Split> parts) {
    return new JoinedSplit(parts);
  }

  /// The images in random order, batch by batch, for a custom training loop: one epoch, unless
  /// [EpochBatches#epochs] sets more.
  ///
  /// Images that don't fill the last batch of an epoch are left out ([LastBatch#DROP]), so that
  /// every batch fits a plan for `batch` images. The order depends only on the seed; a split on
  /// disk is read in long runs, see [Batches#windowed].
  ///
  /// Fails with `DataException` if the split has fewer than `batch` images.
  default EpochBatches batches(int batch, long seed) {
    Batches order =
        isOnDisk() && !isWeighted()
            ? Batches.windowed(this, batch, seed)
            : Batches.shuffled(this, batch, seed);
    return new EpochBatches(this, order, 1, LastBatch.DROP);
  }

  /// The images in the order of the split, batch by batch, for instance to score them: each once,
  /// so the last batch may be smaller ([LastBatch#PARTIAL]).
  ///
  /// Fails with `DataException` if the split has fewer than `batch` images.
  default EpochBatches batches(int batch) {
    return new EpochBatches(this, Batches.sequential(this, batch), 1, LastBatch.PARTIAL);
  }

  /// A description in words: `1,000 images of 28 x 28`.
  default String describe() {
    return Problem.count(count()) + (count() == 1 ? " image of " : " images of ") + shape();
  }

  /// The number of images.
  int count();

  /// The shape of each image.
  ImageShape shape();

  /// The class of an image, from 0; 0 if the images have other targets than classes.
  int label(int sample);

  /// How many numbers [#targets] writes: 0 if the images have classes and nothing else, the
  /// [Targets#width] of the data's targets otherwise.
  default int targetWidth() {
    return 0;
  }

  /// Copies what is to be learned of an image, a row of [#targetWidth] numbers as [Targets] says,
  /// to `into`, from `at` on; nothing if the images have classes and nothing else.
  default void targets(int sample, float[] into, int at) {}

  /// Copies the pixels of one image to `into`, from `at` on.
  void pixels(int sample, float[] into, int at);

  /// How often training draws an image in an epoch, on average: once, unless its data set was
  /// [joined][Dataset#joined(List, List)] with another weight.
  default float weight(int sample) {
    return 1;
  }

  /// Whether some images may have another [#weight] than 1.
  default boolean isWeighted() {
    return false;
  }

  /// How many images training draws in an epoch: [#count], unless they have weights.
  default int perEpoch() {
    return isWeighted() ? WeightedDraws.perEpoch(this) : count();
  }

  /// A hash of the image's pixels: identical images of a split have the same fingerprint, different
  /// ones almost always a different one (but for one case in 2^64).
  default long fingerprint(int sample) {
    float[] pixels = new float[shape().size()];
    pixels(sample, pixels, 0);
    long hash = 0;
    for (float pixel : pixels) {
      hash = Fingerprint.add(hash, Float.floatToIntBits(pixel));
    }
    return Fingerprint.end(hash);
  }

  /// The [#fingerprint] of each of some consecutive images, at its own index of `into`.
  default void fingerprints(int from, int count, long[] into) {
    for (int i = from; i < from + count; i++) {
      into[i] = fingerprint(i);
    }
  }

  /// The name of the file that an image was read from, if it has one of its own.
  default Optional<String> file(int sample) {
    return Optional.empty();
  }

  /// Where the source has an image. If Kern has held it out, that is another place than here.
  ///
  /// Which split the source has it in is known of the images that a [Dataset] held out, and of
  /// those of a [#named] split.
  default ImageOrigin origin(int sample) {
    return new ImageOrigin(Optional.empty(), sample, file(sample));
  }

  /// A copy whose images say that the source has them in this split, unless they know better.
  default Split named(SplitName splitName) {
    return new NamedSplit(this, splitName);
  }

  /// Whether images may have to be read from disk, so that it pays to [#touch] them early.
  default boolean isOnDisk() {
    return false;
  }

  /// Reads consecutive images into memory, if they are on disk, and waits for them.
  default void touch(int from, int count) {}

  /// Copies consecutive images and their labels.
  default void copy(int from, int count, float[] pixels, int pixelsAt, int[] labels, int labelsAt) {
    Objects.checkFromIndexSize(from, count, count());
    int size = shape().size();
    for (int i = 0; i < count; i++) {
      pixels(from + i, pixels, pixelsAt + i * size);
      labels[labelsAt + i] = label(from + i);
    }
  }

  /// A copy whose images have the names of the files they were read from.
  ///
  /// Fails with [IllegalArgumentException] if there are more or fewer names than images.
  default Split withFiles(List<String> files) {
    return new ImageFileSplit(this, files);
  }

  /// The same images with other things to learn of them than classes; the array is kept.
  ///
  /// Fails with [IllegalArgumentException] if there is not a row for each image.
  ///
  /// @param rows a row for each image, as [Targets] says
  /// @param width how many numbers a row has
  default Split withTargets(float[] rows, int width) {
    return new TargetSplit(this, rows, width);
  }

  /// The same images, scaled otherwise.
  ///
  /// @param from how values from 0 to 255 became these floats
  /// @param to how they should have; both for the channels of these images
  default Split scaled(Normalization from, Normalization to) {
    return new ScaledSplit(this, from, to);
  }

  /// Some of the images, in that order, without copying them.
  default Split select(int... samples) {
    return new SelectedSplit(this, samples.clone());
  }
}
