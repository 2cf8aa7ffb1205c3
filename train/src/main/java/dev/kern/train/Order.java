package dev.kern.train;

import dev.kern.data.Batches;
import dev.kern.data.Split;

/// In which order pictures come to training.
public enum Order {
  /// The notebook's: step `s` takes the pictures from `s * batch % (count - batch)` on.
  SEQUENTIAL,
  /// A new random order for each epoch.
  SHUFFLED;

  /// The batches of a split in this order.
  Batches of(Split split, int batch, long seed) {
    return this == SEQUENTIAL
        ? Batches.sequential(split, batch)
        : Batches.shuffled(split, batch, seed);
  }
}
