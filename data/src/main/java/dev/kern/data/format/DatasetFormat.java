package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A format of data sets; [Datasets] can open the formats permitted here.
sealed interface DatasetFormat
    permits PickleFormat,
        NpzFormat,
        NpyFormat,
        IdxFormat,
        ShardFormat,
        ImageFolderFormat,
        CifarFormat {
  /// All formats, in the order in which they are tried.
  static List<DatasetFormat> all() {
    return List.of(
        new PickleFormat(),
        new NpzFormat(),
        new NpyFormat(),
        new IdxFormat(),
        new ShardFormat(),
        new ImageFolderFormat(),
        new CifarFormat());
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
    return Files.isDirectory(path) ? path : parent == null ? Path.of("") : parent;
  }

  /// The files in a folder by name, in its order; fails with `DataException` if it can't be read.
  static SortedMap<String, Path> files(Path folder) {
    SortedMap<String, Path> byName = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> byName.put(file.getFileName().toString(), file));
    } catch (UncheckedIOException e) {
      throw Problem.of(folder, e);
    } catch (IOException e) {
      throw Problem.of(folder, e);
    }
    return byName;
  }
}
