package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.Provenance;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The binary version of CIFAR-10 and CIFAR-100: the unpacked folder, or any of its files.
///
/// The files have no header; they are known by the names that their publisher gave them, and by
/// their length, a multiple of [CifarKind#record]. Class names stand in a text file beside them.
/// Source: Krizhevsky, the data sets' page, "Binary version".
final class CifarFormat implements DatasetFormat {
  @Override
  public String name() {
    return "cifar";
  }

  @Override
  public String description() {
    return "a folder of CIFAR-10 or CIFAR-100 binary files (data_batch_1.bin, also .gz)";
  }

  @Override
  public boolean accepts(Path path) {
    return kind(path).isPresent();
  }

  /// The kind of a file by its name, or of the folder that holds such files.
  private static Optional<CifarKind> kind(Path path) {
    if (!Files.isDirectory(path)) {
      return CifarKind.of(path.getFileName().toString());
    }
    return DatasetFormat.files(path).keySet().stream()
        .flatMap(name -> CifarKind.of(name).stream())
        .findFirst();
  }

  @Override
  public Dataset open(Path path, Loading how) {
    CifarKind kind = kind(path).orElseThrow();
    Path folder = DatasetFormat.folder(path);
    Map<SplitName, List<Path>> splits = new TreeMap<>();
    Map<String, Path> unique = new LinkedHashMap<>(); // of x.bin and x.bin.gz the first
    DatasetFormat.files(folder)
        .forEach((name, file) -> unique.putIfAbsent(name.replace(".gz", ""), file));
    unique.forEach(
        (name, file) ->
            kind.splitName(name)
                .ifPresent(
                    splitName ->
                        splits.computeIfAbsent(splitName, _ -> new ArrayList<>()).add(file)));
    DatasetBuilder assembly = new DatasetBuilder();
    List<String> classes = classNames(kind, folder, how, assembly);
    long before = 0;
    for (Map.Entry<SplitName, List<Path>> splitName : splits.entrySet()) {
      List<Path> those = splitName.getValue();
      CifarRecords records =
          new CifarRecords(those.getFirst().toString(), kind, classes, how, before);
      those.forEach(records::add);
      records.addTo(assembly, splitName.getKey());
      before += records.count();
    }
    List<Path> used = splits.values().stream().flatMap(List::stream).toList();
    Provenance provenance = Provenance.of(path, name(), used).withNames(how.names());
    return DatasetResizer.of(assembly.finish(classes, provenance, how), how);
  }

  private static List<String> classNames(
      CifarKind kind, Path folder, Loading how, DatasetBuilder assembly) {
    Path file = folder.resolve(kind.namesFile());
    if (!Files.exists(file)) {
      return kind.classNames();
    }
    List<String> names = ClassList.read(file, how.names(), assembly::warn);
    if (names.size() != kind.classNames().size()) {
      throw Problem.at(file.toString(), "wrong number of class names")
          .given(names.size() + " lines")
          .expected(kind.classNames().size() + ", one name per line")
          .fix("unpack the file again, or delete it")
          .noting(assembly.warnings());
    }
    return names;
  }
}
