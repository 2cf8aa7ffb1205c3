package dev.kern.data.convert;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

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

  /// The format that the name of a new file asks for, if there is only one: `.npz`, a pickle's, or
  /// that of an archive, which holds PNG files.
  public static Optional<OutputFormat> of(Path out) {
    String name = out.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".npz")) {
      return Optional.of(NPZ);
    }
    if (name.matches("(?s).*\\.(pickle|pkl)(\\.gz)?")) {
      return Optional.of(PICKLE);
    }
    boolean archive = FileExtension.of(out).archive() != FileExtension.ArchiveKind.NONE;
    return archive ? Optional.of(FOLDER) : Optional.empty();
  }

  /// As written on the command line: `npz`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
