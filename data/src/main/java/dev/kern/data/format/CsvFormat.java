package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.SplitName;
import dev.kern.data.archive.FileSet;
import dev.kern.data.csv.CsvFile;
import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.NumberList;
import dev.kern.data.file.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Tables of pixels, an image a row, as Kaggle has them: `train.csv` and `test.csv` in a folder or
/// archive, or one table by itself.
///
/// Labels that are whole numbers are class indices, whose names are the lines of `classes.txt` if
/// it lies beside the tables; other labels are the names of classes. A table without labels is
/// passed over where another one has them.
final class CsvFormat implements FilesFormat {
  private static final int MOST_CLASSES = 1 << 16;
  private static final Pattern NAME = Pattern.compile("(?i)(?<name>.+)\\.(csv|tsv)(\\.gz)?");
  private static final Pattern WHOLE = Pattern.compile("\\d{1,9}(\\.0*)?");

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public String description() {
    return "tables of pixels, one or their folder or archive (label,pixel0,… in train.csv, also"
        + " .gz)";
  }

  @Override
  public boolean accepts(FileSet files) {
    return files.names().stream().anyMatch(name -> isTable(files, name));
  }

  private static boolean isTable(FileSet files, String name) {
    if (!NAME.matcher(name).matches()) {
      return false;
    }
    try (Content content = files.open(name)) {
      return CsvFile.accepts(content);
    }
  }

  /// A file named so is taken for one even if it begins oddly, for the better message.
  @Override
  public boolean acceptsFile(Path file) {
    try (Content content = Content.open(file)) {
      if (CsvFile.accepts(content)) {
        return true;
      }
      content.goTo(0);
      return NAME.matcher(file.getFileName().toString()).matches()
          && FileSignature.of(content).isEmpty();
    }
  }

  @Override
  public Dataset open(FileSet files, Loading how) {
    List<String> tables = files.names().stream().filter(name -> isTable(files, name)).toList();
    return open(files, files.path(), tables, how);
  }

  @Override
  public Dataset openFile(Path file, Loading how) {
    try (FileSet files = FileSet.of(DatasetFormat.folder(file))) {
      return open(files, file, List.of(file.getFileName().toString()), how);
    }
  }

  private Dataset open(FileSet files, Path source, List<String> names, Loading how) {
    Map<String, CsvFile> open = new LinkedHashMap<>();
    try (ProvenanceTask origin = ProvenanceTask.of(source, name(), files.holding(names))) {
      for (String name : names) {
        open.put(name, CsvFile.of(files.open(name)));
      }
      return read(files, source, open, origin, how);
    } finally {
      open.values().forEach(CsvFile::close);
    }
  }

  private static Dataset read(
      FileSet files, Path source, Map<String, CsvFile> tables, ProvenanceTask origin, Loading how) {
    ArraySet arrays = new ArraySet();
    Map<SplitName, CsvFile> splits = splits(source, tables, arrays, how);
    splits.values().forEach(CsvFile::scan);
    if (how.imagesOnly()) {
      splits.forEach(
          (splitName, table) -> {
            table.notes().forEach(arrays::warn);
            arrays.add(splitName, table);
          });
      return DatasetResizer.of(arrays.finish(arrays.numberedClasses(), origin, how), how);
    }
    Classes classes = Classes.of(files, splits, how, arrays::warn);
    splits.forEach(
        (splitName, table) -> {
          table.notes().forEach(arrays::warn);
          arrays.add(splitName, table, new NumberList(table.place(), classes.of(table)));
        });
    return DatasetResizer.of(arrays.finish(classes.names, origin, how), how);
  }

  /// The tables that have labels, by split; all of them where images need none.
  private static Map<SplitName, CsvFile> splits(
      Path source, Map<String, CsvFile> tables, ArraySet arrays, Loading how) {
    Map<SplitName, CsvFile> splits = new TreeMap<>();
    TreeSet<String> sets = new TreeSet<>();
    List<String> without = new ArrayList<>();
    tables.forEach(
        (file, table) -> {
          ArrayName name = ArrayName.ofBoth(NAME.matcher(file).replaceFirst("${name}"));
          if (!table.isLabelled() && !how.imagesOnly()) {
            without.add(file);
          } else {
            splits.putIfAbsent(name.splitName(), table); // of x.csv and x.csv.gz the first
            sets.add(name.set());
          }
        });
    if (splits.isEmpty()) {
      throw Problem.at(source.toString(), "the images have no labels")
          .given("no column of labels in " + Problem.list(without))
          .expected("a column named label, as train.csv of such a data set has it")
          .fix("give the table that has labels; those without can't be trained on or scored");
    }
    if (sets.size() > 1) {
      throw Problem.at(source.toString(), "the tables belong to several data sets")
          .given(Problem.list(List.copyOf(tables.keySet())))
          .expected("one data set: names that differ only in train, valid and test")
          .fix("give the path of one table, or store each data set separately");
    }
    if (!without.isEmpty()) {
      arrays.warn("left out, since it has no labels: " + Problem.list(without));
    }
    return splits;
  }

  /// What the labels mean.
  ///
  /// @param names the names of the classes
  /// @param indices the class of each label
  private record Classes(List<String> names, Map<String, Integer> indices) {
    static Classes of(
        FileSet files, Map<SplitName, CsvFile> tables, Loading how, Consumer<String> note) {
      Map<String, Integer> indices = new HashMap<>();
      boolean whole = true;
      for (CsvFile table : tables.values()) {
        for (CsvFile.Label label : table.labels()) {
          whole &= WHOLE.matcher(label.text()).matches();
        }
      }
      if (!whole) {
        return named(tables, note);
      }
      int most = 0;
      for (CsvFile table : tables.values()) {
        for (CsvFile.Label label : table.labels()) {
          int index = (int) Double.parseDouble(label.text());
          if (index >= MOST_CLASSES) {
            throw tooMany(table, label);
          }
          indices.put(label.text(), index);
          most = Math.max(most, index);
        }
      }
      return new Classes(IdxFormat.classNames(files, Math.max(2, most + 1), how, note), indices);
    }

    private static Classes named(Map<SplitName, CsvFile> tables, Consumer<String> note) {
      SortedMap<SplitName, List<String>> labels = new TreeMap<>();
      tables.forEach(
          (split, table) ->
              labels.put(split, table.labels().stream().map(CsvFile.Label::text).toList()));
      LabelSpelling spelling = new LabelSpelling(labels);
      spelling.notes().forEach(note);
      Map<String, Integer> places = new HashMap<>();
      spelling.names().forEach(name -> places.put(name, places.size()));
      Map<String, Integer> indices = new HashMap<>();
      labels.values().stream()
          .flatMap(List::stream)
          .forEach(label -> indices.put(label, places.getOrDefault(spelling.of(label), 0)));
      return new Classes(spelling.names(), indices);
    }

    private static DataException tooMany(CsvFile table, CsvFile.Label label) {
      return Problem.at(
              table.place() + ", line " + Problem.count(label.line()),
              "the label is not a class index")
          .given(label.text())
          .expected("0 to " + Problem.count(MOST_CLASSES - 1L))
          .fix("correct or remove that row, or name the column of labels label");
    }

    /// The class of each image in a table.
    int[] of(CsvFile table) {
      List<CsvFile.Label> labels = table.labels();
      int[] classes =
          labels.stream().mapToInt(label -> indices.getOrDefault(label.text(), 0)).toArray();
      return Arrays.stream(table.rowLabels()).map(row -> classes[row]).toArray();
    }
  }
}
