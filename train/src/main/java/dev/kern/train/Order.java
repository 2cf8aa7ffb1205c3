package dev.kern.train;

import dev.kern.data.Batches;
import dev.kern.data.Split;

/// The order of images during training.
public enum Order {
  /// The notebook's: step `s` takes the images from `s * batch % (count - batch)` on.
  SEQUENTIAL,
  /// A new random order for each epoch.
  SHUFFLED,
  /// A new random order for each epoch that a disk reads in long runs, for data larger than memory.
  WINDOWED;

  /// The batches of a split in this order.
  Batches of(Split split, int batch, long seed) {
    return switch (this) {
      case SEQUENTIAL -> Batches.notebook(split, batch);
      case SHUFFLED -> Batches.shuffled(split, batch, seed);
      case WINDOWED -> Batches.windowed(split, batch, seed);
    };
  }
}
