package dev.kern.data.format;

/// Receives the progress of reading a data set, on the thread that reads it.
public interface LoadListener {
  /// How many images were read so far; called often; the first call has 0.
  void read(long images);
}
