package dev.kern.data;

/// What becomes of the last images of a pass if they don't fill a batch.
public enum LastBatch {
  /// They are left out, so that every batch is full. Shuffled, these are others in each pass.
  DROP,
  /// They come as a smaller batch, so that every image comes once; its [Batch#count] says how many
  /// there are.
  PARTIAL
}
