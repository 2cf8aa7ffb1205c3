package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.archive.FileSet;
import dev.kern.data.archive.PackedFiles;
import dev.kern.data.file.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A data set of a few files, as they are downloaded: in a zip or tar file.
///
/// @param format the format of the files
/// @param packed what the archive has
/// @param folder the folder in it that they lie in
/// @param others other folders with files of such a format
record PackedFormat(FilesFormat format, PackedFiles packed, String folder, List<String> others)
    implements DatasetFormat {
  /// Looks into an archive; of folders with data sets the first of the least depth counts.
  ///
  /// Fails with `DataException` if the archive is broken.
  static Optional<DatasetFormat> of(Path path) {
    return PackedFiles.of(path).flatMap(PackedFormat::of);
  }

  private static Optional<DatasetFormat> of(PackedFiles packed) {
    List<FilesFormat> formats = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    for (String folder : packed.folders()) {
      try (FileSet files = packed.open(folder)) {
        Optional<FilesFormat> its =
            FilesFormat.ofFiles().stream().filter(format -> format.accepts(files)).findFirst();
        its.ifPresent(
            format -> {
              formats.add(format);
              folders.add(folder);
            });
      }
    }
    return formats.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PackedFormat(
                formats.getFirst(),
                packed,
                folders.getFirst(),
                List.copyOf(folders.subList(1, folders.size()))));
  }

  @Override
  public String name() {
    return format.name();
  }

  @Override
  public String description() {
    return format.description();
  }

  @Override
  public boolean accepts(Path path) {
    return true;
  }

  @Override
  public Dataset open(Path path, Loading how) {
    String where = folder.isEmpty() ? "the top" : Problem.quote(folder);
    try (FileSet files = packed.open(folder)) {
      Dataset data = format.open(files, how);
      return others.isEmpty()
          ? data
          : data.withWarnings(
              List.of(
                  "read the files at %s of the archive, not the data in %s"
                      .formatted(where, Problem.list(others))));
    }
  }
}
