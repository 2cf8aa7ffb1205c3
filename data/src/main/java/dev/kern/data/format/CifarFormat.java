package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.Provenance;
import dev.kern.data.SplitName;
import dev.kern.data.archive.FileSet;
import dev.kern.data.file.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// CIFAR-10 and CIFAR-100, binary or as pickles for Python: the unpacked folder, the archive as its
/// publisher has it, or any of the binary files.
///
/// Binary files have no header; they are known by the names that their publisher gave them, and by
/// their length, a multiple of [CifarKind#record]. Class names stand in a text file beside them.
/// Source: Krizhevsky, the data sets' page, "Binary version" and "Python version".
final class CifarFormat implements FilesFormat {
  @Override
  public String name() {
    return "cifar";
  }

  @Override
  public String description() {
    return "CIFAR-10 or CIFAR-100, binary or for Python, its folder or archive (data_batch_1.bin)";
  }

  @Override
  public boolean accepts(FileSet files) {
    return binary(files).isPresent()
        || CifarKind.ofPickles(files.names())
            .filter(kind -> CifarPickles.areIn(files, kind))
            .isPresent();
  }

  /// The kind of the binary files.
  private static Optional<CifarKind> binary(FileSet files) {
    return files.names().stream().flatMap(name -> CifarKind.of(name).stream()).findFirst();
  }

  @Override
  public boolean acceptsFile(Path file) {
    return CifarKind.of(file.getFileName().toString()).isPresent();
  }

  @Override
  public Dataset open(FileSet files, Loading how) {
    return binary(files)
        .map(kind -> binary(files, files.names(), files.path(), kind, how))
        .orElseGet(
            () ->
                CifarPickles.read(
                    files, CifarKind.ofPickles(files.names()).orElseThrow(), name(), how));
  }

  @Override
  public Dataset openFile(Path file, Loading how) {
    String name = file.getFileName().toString();
    CifarKind kind = CifarKind.of(name).orElseThrow();
    try (FileSet files = FileSet.of(DatasetFormat.folder(file))) {
      return binary(files, how.imagesOnly() ? List.of(name) : files.names(), file, kind, how);
    }
  }

  /// @param names of the files that are read, if they are of that kind
  private Dataset binary(
      FileSet files, Collection<String> names, Path source, CifarKind kind, Loading how) {
    Map<SplitName, List<String>> splits = new TreeMap<>();
    Map<String, String> unique = new LinkedHashMap<>(); // of x.bin and x.bin.gz the first
    names.forEach(name -> unique.putIfAbsent(name.replace(".gz", ""), name));
    unique.forEach(
        (name, file) ->
            kind.splitName(name)
                .ifPresent(
                    splitName ->
                        splits.computeIfAbsent(splitName, _ -> new ArrayList<>()).add(file)));
    DatasetBuilder assembly = new DatasetBuilder();
    List<String> classes = classNames(kind, files, how, assembly);
    long before = 0;
    for (Map.Entry<SplitName, List<String>> splitName : splits.entrySet()) {
      List<String> those = splitName.getValue();
      CifarRecords records =
          new CifarRecords(files.place(those.getFirst()), kind, classes, how, before);
      those.forEach(name -> records.add(files.open(name)));
      records.addTo(assembly, splitName.getKey());
      before += records.count();
    }
    List<String> used = splits.values().stream().flatMap(List::stream).toList();
    Provenance provenance = how.named(Provenance.of(source, name(), files.holding(used)));
    return DatasetResizer.of(assembly.finish(classes, provenance, how), how);
  }

  private static List<String> classNames(
      CifarKind kind, FileSet files, Loading how, DatasetBuilder assembly) {
    if (!files.names().contains(kind.namesFile())) {
      return kind.classNames();
    }
    List<String> names = ClassList.read(files, kind.namesFile(), how.names(), assembly::warn);
    if (names.size() != kind.classNames().size()) {
      throw Problem.at(files.place(kind.namesFile()), "wrong number of class names")
          .given(names.size() + " lines")
          .expected(kind.classNames().size() + ", one name per line")
          .fix("unpack the file again, or delete it")
          .noting(assembly.warnings());
    }
    return names;
  }
}
