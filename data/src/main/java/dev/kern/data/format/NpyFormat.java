package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.archive.FileSet;
import dev.kern.data.file.Content;
import dev.kern.data.npy.NpyFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// NumPy's files of one array each, that lie in one folder or archive: it, or any of the files.
///
/// Which belong together is told by their names, as [ArrayName] says.
final class NpyFormat implements FilesFormat {
  private static final Pattern NAME = Pattern.compile("(?i)(?<name>.+)\\.npy(\\.gz)?");

  @Override
  public String name() {
    return "npy";
  }

  @Override
  public String description() {
    return "NumPy files train_images.npy and train_labels.npy, or their folder (also .gz)";
  }

  @Override
  public boolean accepts(FileSet files) {
    return arrays(files).keySet().stream().anyMatch(name -> ArrayName.of(name).isPresent());
  }

  @Override
  public boolean acceptsFile(Path file) {
    try (Content content = Content.open(file)) {
      return NpyFile.accepts(content);
    }
  }

  @Override
  public Dataset open(FileSet files, Loading how) {
    return open(files, files.path(), arrays(files), how);
  }

  @Override
  public Dataset openFile(Path file, Loading how) {
    try (FileSet files = FileSet.of(DatasetFormat.folder(file))) {
      Map<String, String> arrays = arrays(files);
      if (how.imagesOnly()) {
        String name = file.getFileName().toString();
        return open(files, file, Map.of(array(name).orElse(name), name), how);
      }
      Optional<String> set =
          array(file.getFileName().toString()).flatMap(ArrayName::of).map(ArrayName::set);
      arrays.keySet().removeIf(name -> isOther(name, set));
      return open(files, file, arrays, how);
    }
  }

  private Dataset open(FileSet files, Path source, Map<String, String> byName, Loading how) {
    NamedArrays arrays = new NamedArrays(source.toString(), List.copyOf(byName.keySet()), how);
    List<String> used = arrays.used().stream().map(name -> file(byName, name)).toList();
    try (ProvenanceTask origin = ProvenanceTask.of(source, name(), files.holding(used));
        NpyFiles open = new NpyFiles(name -> files.open(file(byName, name)))) {
      return arrays.read(open, origin, how);
    }
  }

  private static boolean isOther(String name, Optional<String> set) {
    Optional<String> its = ArrayName.of(name).map(ArrayName::set);
    return its.isPresent() && !its.equals(set);
  }

  private static String file(Map<String, String> byName, String name) {
    return Optional.ofNullable(byName.get(name)).orElseThrow();
  }

  private static Optional<String> array(String file) {
    Matcher name = NAME.matcher(file);
    return name.matches() ? Optional.of(name.group("name")) : Optional.empty();
  }

  /// The files of arrays by the arrays' names; of `x.npy` and `x.npy.gz` the first.
  private static Map<String, String> arrays(FileSet files) {
    Map<String, String> byName = new TreeMap<>();
    for (String file : files.names()) {
      array(file).ifPresent(name -> byName.putIfAbsent(name, file));
    }
    return byName;
  }
}
