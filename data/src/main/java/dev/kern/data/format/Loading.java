package dev.kern.data.format;

import dev.kern.data.ImageTarget;
import dev.kern.data.format.store.PixelStore;
import java.util.Optional;

/// How a data set is read.
///
/// @param sizing what its images are resized to
/// @param advised the size to advise if theirs differ and mustn't
/// @param threads how many threads decode images
/// @param listener receives the progress
/// @param store where its pixels go
record Loading(
    ImageTarget sizing,
    Optional<ImageTarget.Extents> advised,
    int threads,
    LoadListener listener,
    PixelStore store) {
  /// All images as they are, on all processors, to the heap, in silence.
  static final Loading USUAL =
      new Loading(
          ImageTarget.AS_IS,
          Optional.empty(),
          Runtime.getRuntime().availableProcessors(),
          _ -> {},
          PixelStore.heap());

  Loading withSizing(ImageTarget other) {
    return new Loading(other, advised, threads, listener, store);
  }
}
