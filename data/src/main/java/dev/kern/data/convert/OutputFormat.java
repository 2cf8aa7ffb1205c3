package dev.kern.data.convert;

import java.util.Locale;

/// The formats that a data set can be written in.
public enum OutputFormat {
  /// A folder of shards, which may be larger than memory.
  SHARDS,
  /// A file of named NumPy arrays.
  NPZ,
  /// A folder of NumPy files, one array each.
  NPY,
  /// A folder of IDX files, as in MNIST.
  IDX,
  /// The course's pickle: a dict of float32 arrays.
  PICKLE,
  /// A folder of CIFAR binary files: 32 x 32 colour images in 10 or 100 classes.
  CIFAR,
  /// A folder of tables, an image a row, as Kaggle has them.
  CSV,
  /// PNG files in a folder per split and class, on disk or in an archive.
  FOLDER;

  /// As written on the command line: `npz`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
