package dev.kern.cli;

import dev.kern.data.ImageInput;

/// Takes predictions, in the order of their images, from one thread.
///
/// @param <A> what is predicted for an image
interface PredictionSink<A> {
  /// Takes a prediction; fails with `DataException` if neither this nor another one can be taken.
  ///
  /// @param image the name of the image
  /// @param input what the network took
  void take(String image, A said, ImageInput input);

  /// Whether nothing of it is printed.
  boolean isSilent();
}
