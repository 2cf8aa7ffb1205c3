package dev.kern.data.format;

/// Is told how far the reading of a data set is, by the thread that reads it.
public interface LoadListener {
  /// So many images were read so far; said often, and for none at the start.
  void read(long images);
}
