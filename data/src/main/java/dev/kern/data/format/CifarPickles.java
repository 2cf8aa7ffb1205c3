package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.SplitName;
import dev.kern.data.archive.FileSet;
import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.JoinedNumbers;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberList;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.Problem;
import dev.kern.data.pickle.PickleFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The Python version of CIFAR: pickles, each with a dict of `data`, a row of [CifarKind#SHAPE] in
/// planes for each image, and a list of labels; and one of the names of classes.
final class CifarPickles {
  private static final String DATA = "data";

  private CifarPickles() {}

  /// Whether the files named as that kind's are pickles.
  static boolean areIn(FileSet files, CifarKind kind) {
    String any =
        files.names().stream()
            .filter(name -> kind.pickledSplit(name).isPresent())
            .findFirst()
            .orElseThrow();
    try (Content content = files.open(any)) {
      return PickleFile.accepts(content);
    }
  }

  /// Whether a pickle is such a file, whatever its name.
  static boolean isBatch(PickleFile file) {
    if (!file.numberKeys().contains(DATA) || kind(file).isEmpty()) {
      return false;
    }
    NumberArray data = file.numbers(DATA);
    long[] shape = data.shape();
    return shape.length == 2
        && shape[1] == CifarKind.SHAPE.size()
        && data.type().equals(Optional.of(NumberType.UINT8));
  }

  private static Optional<CifarKind> kind(PickleFile file) {
    List<String> keys = file.numberKeys();
    return Arrays.stream(CifarKind.values())
        .filter(kind -> keys.contains(kind.labelsKey()))
        .findFirst();
  }

  /// The data set of one such file, with the names of classes in the file that lies beside it.
  static Dataset ofBatch(
      Path path, PickleFile file, ArraySet arrays, ProvenanceTask origin, Loading how) {
    CifarKind kind = kind(file).orElseThrow();
    SplitName splitName = kind.pickledSplit(path.getFileName().toString()).orElse(SplitName.TRAIN);
    Batch batch = Batch.of(path.toString(), file, kind);
    add(arrays, splitName, List.of(batch));
    int most = IntStream.of(batch.labels).max().orElse(0);
    try (FileSet files = FileSet.of(DatasetFormat.folder(path))) {
      List<String> names =
          most < kind.classNames().size() ? classNames(files, kind) : arrays.numberedClasses();
      return finish(arrays, kind, names, origin, how);
    }
  }

  /// The data set in a folder or archive.
  ///
  /// @param format its name, as it stands in a `Provenance`
  static Dataset read(FileSet files, CifarKind kind, String format, Loading how) {
    Map<SplitName, List<Batch>> splits = new TreeMap<>();
    List<String> used = new ArrayList<>();
    List<PickleFile> open = new ArrayList<>();
    try {
      ArraySet arrays = new ArraySet();
      for (String name : files.names()) {
        Optional<SplitName> splitName = kind.pickledSplit(name);
        if (splitName.isPresent()) {
          PickleFile file = PickleFile.of(files.open(name));
          open.add(file);
          file.warnings().forEach(arrays::warn);
          splits
              .computeIfAbsent(splitName.get(), _ -> new ArrayList<>())
              .add(Batch.of(files.place(name), file, kind));
          used.add(name);
        }
      }
      splits.forEach((splitName, batches) -> add(arrays, splitName, batches));
      try (ProvenanceTask origin = ProvenanceTask.of(files.path(), format, files.holding(used))) {
        return finish(arrays, kind, classNames(files, kind), origin, how);
      }
    } finally {
      open.forEach(PickleFile::close);
    }
  }

  private static void add(ArraySet arrays, SplitName splitName, List<Batch> batches) {
    int[] labels = batches.stream().flatMapToInt(batch -> Arrays.stream(batch.labels)).toArray();
    NumberArray images = JoinedNumbers.of(batches.stream().map(Batch::images).toList());
    arrays.add(splitName, images, new NumberList(batches.getFirst().place, labels));
  }

  private static Dataset finish(
      ArraySet arrays, CifarKind kind, List<String> names, ProvenanceTask origin, Loading how) {
    if (kind == CifarKind.HUNDRED) {
      arrays.warn("the labels are the 100 fine ones of CIFAR-100; its 20 coarse ones are left out");
    }
    return DatasetResizer.of(arrays.finish(names, origin, how), how);
  }

  private static List<String> classNames(FileSet files, CifarKind kind) {
    if (!files.names().contains(kind.meta())) {
      return kind.classNames();
    }
    try (PickleFile file = PickleFile.of(files.open(kind.meta()))) {
      List<String> names = file.texts(kind.namesKey()).orElse(List.of());
      if (names.size() != kind.classNames().size()) {
        throw Problem.at(files.place(kind.meta()), "wrong number of class names")
            .given(names.size() + " under the key '" + kind.namesKey() + "'")
            .expected(Integer.toString(kind.classNames().size()))
            .fix("unpack the file again, or delete it");
      }
      return names;
    }
  }

  /// The images of one file, which is open, and their labels.
  @SuppressWarnings("ArrayRecordComponent") // on its way to a data set, never compared
  private record Batch(String place, NumberArray images, int[] labels) {
    static Batch of(String place, PickleFile file, CifarKind kind) {
      if (!isBatch(file) || !file.numberKeys().contains(kind.labelsKey())) {
        throw notOne(place, file, kind);
      }
      NumberArray data = file.numbers(DATA);
      int[] labels = file.numbers(kind.labelsKey()).ints();
      if (labels.length != data.shape()[0]) {
        throw Problem.at(
                place,
                "%s labels for %s images"
                    .formatted(Problem.count(labels.length), Problem.count(data.shape()[0])))
            .expected("one label per image")
            .fix("download or unpack the file again");
      }
      return new Batch(place, new PlanarImages(data, CifarKind.SHAPE), labels);
    }

    private static DataException notOne(String place, PickleFile file, CifarKind kind) {
      return Problem.at(place, "not a file of CIFAR")
          .given(
              file.kind()
                  + " with the keys "
                  + Problem.list(file.keys().stream().map(Problem::quote).toList()))
          .expected(
              "a dict of 'data', uint8 (n, 3072), and '%s', a list of whole numbers"
                  .formatted(kind.labelsKey()))
          .fix("download or unpack the file again");
    }
  }
}
