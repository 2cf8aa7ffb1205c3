package dev.kern.data.format;

import dev.kern.data.ImageTarget;
import dev.kern.data.format.store.PixelStore;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;

/// How a data set is read.
///
/// @param sizing what its images are resized to
/// @param advised the size to advise if theirs differ and mustn't
/// @param threads how many threads decode images
/// @param listener receives the progress
/// @param store where its pixels go
/// @param names the encoding of names that don't tell it, if it is known
/// @param known the classes of the model that the images are meant for, if there is one
record Loading(
    ImageTarget sizing,
    Optional<ImageTarget.Extents> advised,
    int threads,
    LoadListener listener,
    PixelStore store,
    Optional<Charset> names,
    List<String> known) {
  /// All images as they are, on all processors, to the heap, in silence.
  static final Loading USUAL =
      new Loading(
          ImageTarget.AS_IS,
          Optional.empty(),
          Runtime.getRuntime().availableProcessors(),
          _ -> {},
          PixelStore.heap(),
          Optional.empty(),
          List.of());

  Loading withSizing(ImageTarget other) {
    return new Loading(other, advised, threads, listener, store, names, known);
  }

  Loading withAdvised(Optional<ImageTarget.Extents> other) {
    return new Loading(sizing, other, threads, listener, store, names, known);
  }

  Loading withThreads(int other) {
    return new Loading(sizing, advised, other, listener, store, names, known);
  }

  Loading withListener(LoadListener other) {
    return new Loading(sizing, advised, threads, other, store, names, known);
  }

  Loading withStore(PixelStore other) {
    return new Loading(sizing, advised, threads, listener, other, names, known);
  }

  Loading withNames(Optional<Charset> other) {
    return new Loading(sizing, advised, threads, listener, store, other, known);
  }

  Loading withKnown(List<String> other) {
    return new Loading(sizing, advised, threads, listener, store, names, List.copyOf(other));
  }
}
