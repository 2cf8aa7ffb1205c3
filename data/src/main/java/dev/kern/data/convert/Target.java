package dev.kern.data.convert;

import java.util.Locale;

/// What a data set can be written as.
public enum Target {
  /// A folder of shards, which may be larger than memory.
  SHARDS,
  /// One file of NumPy arrays by name.
  NPZ,
  /// A folder of NumPy files of an array each.
  NPY,
  /// A folder of IDX files, as MNIST's.
  IDX,
  /// The course's pickle: a dict of float32 arrays.
  PICKLE,
  /// A folder of CIFAR's binary files: images of 32 x 32 in colour, in 10 or 100 classes.
  CIFAR,
  /// PNG files with a folder for each part and class, on disk or in an archive.
  FOLDER;

  /// As one writes it: `npz`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
