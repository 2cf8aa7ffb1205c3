package dev.kern.data.format;

import dev.kern.data.ImageTarget;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.format.store.PixelStore;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/// How a data set is read.
///
/// @param sizing what its images are resized to
/// @param advised the size to advise if theirs differ and mustn't
/// @param threads how many threads decode images
/// @param scaling how values from 0 to 255 become a network's input, and what integers stand for
///   them, or empty to decide it
/// @param integers where the levels of integers come from that aren't bytes from 0 to 255
/// @param listener receives the progress
/// @param store where its pixels go
/// @param names the encoding of names that don't tell it, if it is known
/// @param known the classes of the model that the images are meant for, if there is one
/// @param imagesOnly whether images need no labels
record Loading(
    ImageTarget sizing,
    Optional<ImageTarget.Extents> advised,
    int threads,
    Optional<Normalization> scaling,
    Integers integers,
    LoadListener listener,
    PixelStore store,
    Optional<Charset> names,
    List<String> known,
    boolean imagesOnly) {
  /// Where the levels come from that stand for black and white in integers.
  enum Integers {
    /// From the range of the training images.
    BY_RANGE,
    /// From [Loading#scaling], that of a model: bytes, if it has none.
    AS_TRAINED,
    /// They are used unscaled, but for those from 0 to 255.
    AS_STORED
  }

  /// All images as they are, on all processors, to the heap, in silence.
  static final Loading USUAL =
      new Loading(
          ImageTarget.AS_IS,
          Optional.empty(),
          Runtime.getRuntime().availableProcessors(),
          Optional.empty(),
          Integers.BY_RANGE,
          _ -> {},
          PixelStore.heap(),
          Optional.empty(),
          List.of(),
          false);

  Loading withSizing(ImageTarget other) {
    return new Loading(
        other, advised, threads, scaling, integers, listener, store, names, known, imagesOnly);
  }

  Loading withAdvised(Optional<ImageTarget.Extents> size) {
    return new Loading(
        sizing, size, threads, scaling, integers, listener, store, names, known, imagesOnly);
  }

  Loading withThreads(int count) {
    return new Loading(
        sizing, advised, count, scaling, integers, listener, store, names, known, imagesOnly);
  }

  Loading withScaling(Normalization how) {
    return new Loading(
        sizing,
        advised,
        threads,
        Optional.of(how),
        integers,
        listener,
        store,
        names,
        known,
        imagesOnly);
  }

  Loading withTrainedScaling(Normalization how) {
    return new Loading(
        sizing,
        advised,
        threads,
        Optional.of(how),
        Integers.AS_TRAINED,
        listener,
        store,
        names,
        known,
        imagesOnly);
  }

  Loading withIntegersAsStored() {
    return new Loading(
        sizing,
        advised,
        threads,
        Optional.empty(),
        Integers.AS_STORED,
        listener,
        store,
        names,
        known,
        imagesOnly);
  }

  Loading withListener(LoadListener other) {
    return new Loading(
        sizing, advised, threads, scaling, integers, other, store, names, known, imagesOnly);
  }

  Loading withStore(PixelStore other) {
    return new Loading(
        sizing, advised, threads, scaling, integers, listener, other, names, known, imagesOnly);
  }

  Loading withNames(Optional<Charset> other) {
    return new Loading(
        sizing, advised, threads, scaling, integers, listener, store, other, known, imagesOnly);
  }

  /// Whether the images are for a model that is there already.
  boolean forModel() {
    return integers == Integers.AS_TRAINED || !known.isEmpty();
  }

  /// Where a data set comes from, with the encoding of its names if it is known.
  Provenance named(Provenance origin) {
    return names.map(origin::withNames).orElse(origin);
  }

  Loading withKnown(List<String> other) {
    return new Loading(
        sizing,
        advised,
        threads,
        scaling,
        integers,
        listener,
        store,
        names,
        List.copyOf(other),
        imagesOnly);
  }

  Loading withImagesOnly() {
    return new Loading(
        sizing, advised, threads, scaling, integers, listener, store, names, known, true);
  }
}
