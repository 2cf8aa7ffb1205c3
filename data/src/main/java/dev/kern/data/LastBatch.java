package dev.kern.data;

/// What happens to the last images of an epoch if they don't fill a batch.
public enum LastBatch {
  /// Leaves them out, so that every batch is full. If shuffled, these are different images in each
  /// epoch.
  DROP,
  /// Returns them as a smaller batch, so that every image occurs once; its [Batch#count] is their
  /// number.
  PARTIAL
}
