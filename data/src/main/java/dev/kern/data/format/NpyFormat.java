package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.file.Content;
import dev.kern.data.npy.NpyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// NumPy's files of one array each, that lie in one folder: the folder, or any of the files.
///
/// Which belong together is told by their names, as [ArrayName] says.
final class NpyFormat implements DatasetFormat {
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
  public boolean accepts(Path path) {
    if (Files.isDirectory(path)) {
      return files(path).keySet().stream().anyMatch(name -> ArrayName.of(name).isPresent());
    }
    try (Content content = Content.open(path)) {
      return NpyFile.accepts(content);
    }
  }

  @Override
  public Dataset open(Path path, Loading how) {
    Map<String, Path> files = files(DatasetFormat.folder(path));
    if (!Files.isDirectory(path)) {
      Optional<String> set = array(path).flatMap(ArrayName::of).map(ArrayName::set);
      files.keySet().removeIf(name -> isOther(name, set));
    }
    NamedArrays arrays = new NamedArrays(path.toString(), List.copyOf(files.keySet()));
    List<Path> used = arrays.used().stream().map(name -> file(files, name)).toList();
    try (ProvenanceTask origin = ProvenanceTask.of(path, name(), used);
        NpyFiles open = new NpyFiles(name -> Content.open(file(files, name)))) {
      return arrays.read(open, origin, how);
    }
  }

  private static boolean isOther(String name, Optional<String> set) {
    Optional<String> its = ArrayName.of(name).map(ArrayName::set);
    return its.isPresent() && !its.equals(set);
  }

  private static Path file(Map<String, Path> files, String name) {
    return Optional.ofNullable(files.get(name)).orElseThrow();
  }

  private static Optional<String> array(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() ? Optional.of(name.group("name")) : Optional.empty();
  }

  /// The array files in a folder by name; of `x.npy` and `x.npy.gz` the first.
  private static Map<String, Path> files(Path folder) {
    Map<String, Path> byName = new TreeMap<>();
    for (Path file : DatasetFormat.files(folder).values()) {
      array(file).ifPresent(name -> byName.putIfAbsent(name, file));
    }
    return byName;
  }
}
