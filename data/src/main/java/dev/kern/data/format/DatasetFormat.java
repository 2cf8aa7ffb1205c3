package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.file.FileStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A format of data sets; [Datasets] can open the formats permitted here.
sealed interface DatasetFormat
    permits FilesFormat, ImageFolderFormat, NpzFormat, PackedFormat, PickleFormat, ShardFormat {
  /// All formats, in the order in which they are tried.
  static List<DatasetFormat> all() {
    return List.of(
        new PickleFormat(),
        new NpzFormat(),
        new NpyFormat(),
        new IdxFormat(),
        new ShardFormat(),
        new ImageFolderFormat(),
        new CifarFormat(),
        new ClassArraysFormat(),
        new CsvFormat());
  }

  /// The format of a file or folder, if it has one that is known.
  static Optional<DatasetFormat> of(Path path) {
    return all().stream()
        .filter(format -> format.accepts(path))
        .findFirst()
        .or(() -> PackedFormat.of(path));
  }

  /// The name, as it stands in a `Provenance`: `pickle`.
  String name();

  /// A description for the user: `a pickle of a dict of NumPy arrays`.
  String description();

  /// Whether the content of the file or folder is of this format.
  boolean accepts(Path path);

  /// Reads the splits that it has.
  Dataset open(Path path, Loading how);

  /// Reads it as it is.
  default Dataset open(Path path) {
    return open(path, Loading.USUAL);
  }

  /// The folder, or the one that a file lies in.
  static Path folder(Path path) {
    Path parent = path.getParent();
    return FileStatus.isFolder(path) ? path : parent == null ? Path.of("") : parent;
  }
}
