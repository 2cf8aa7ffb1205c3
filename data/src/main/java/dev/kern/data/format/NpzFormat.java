package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.file.Content;
import dev.kern.data.file.FileStatus;
import java.nio.file.Path;
import java.util.List;

/// NumPy's archive of arrays, found by their names as [NamedArrays] says.
final class NpzFormat implements DatasetFormat {
  private static final String END = ".npy";

  @Override
  public String name() {
    return "npz";
  }

  @Override
  public String description() {
    return "a NumPy .npz file of named arrays (train_images, train_labels)";
  }

  @Override
  public boolean accepts(Path path) {
    if (FileStatus.isFolder(path)) {
      return false;
    }
    try (Content content = Content.open(path)) {
      return content.isZip() && Content.zipped(path).stream().anyMatch(NpzFormat::isArray);
    }
  }

  @Override
  public Dataset open(Path path, Loading how) {
    List<String> names =
        Content.zipped(path).stream()
            .filter(NpzFormat::isArray)
            .map(name -> name.substring(0, name.length() - END.length()))
            .toList();
    try (ProvenanceTask origin = ProvenanceTask.of(path, name(), List.of(path));
        NpyFiles files = new NpyFiles(name -> Content.open(path, name + END))) {
      return new NamedArrays(path.toString(), names, how).read(files, origin, how);
    }
  }

  /// Arrays lie at the top of the archive.
  private static boolean isArray(String name) {
    return name.endsWith(END) && name.indexOf('/') < 0;
  }
}
