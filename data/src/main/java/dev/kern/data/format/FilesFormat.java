package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.archive.FileSet;
import dev.kern.data.file.FileStatus;
import java.nio.file.Path;
import java.util.List;

/// A format whose data sets are a few files that lie together: in a folder, or in an archive, which
/// [PackedFormat] opens.
sealed interface FilesFormat extends DatasetFormat
    permits CifarFormat, ClassArraysFormat, CsvFormat, IdxFormat, NpyFormat {
  /// Those, in the order in which they are tried.
  static List<FilesFormat> ofFiles() {
    return DatasetFormat.all().stream()
        .filter(FilesFormat.class::isInstance)
        .map(FilesFormat.class::cast)
        .toList();
  }

  /// Whether these files are a data set of this format, or some of them.
  boolean accepts(FileSet files);

  /// Reads the data set that these files are, or some of them.
  Dataset open(FileSet files, Loading how);

  /// Whether a file by itself is of this format, or stands for those that lie beside it.
  default boolean acceptsFile(Path file) {
    return false;
  }

  /// Reads the data set that a file by itself is, or stands for.
  default Dataset openFile(Path file, Loading how) {
    try (FileSet files = FileSet.of(DatasetFormat.folder(file))) {
      return open(files, how);
    }
  }

  @Override
  default boolean accepts(Path path) {
    if (!FileStatus.isFolder(path)) {
      return acceptsFile(path);
    }
    try (FileSet files = FileSet.of(path)) {
      return accepts(files);
    }
  }

  @Override
  default Dataset open(Path path, Loading how) {
    if (!FileStatus.isFolder(path)) {
      return openFile(path, how);
    }
    try (FileSet files = FileSet.of(path)) {
      return open(files, how);
    }
  }
}
