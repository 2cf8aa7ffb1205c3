package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.archive.FileSet;
import dev.kern.data.file.Allocation;
import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.FileStatus;
import dev.kern.data.file.JoinedNumbers;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberList;
import dev.kern.data.file.Problem;
import dev.kern.data.npy.NpyFile;
import dev.kern.data.pickle.PickleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A file per class with an array of all its images: `A.pickle` to `J.pickle`, as the course's
/// first notebook leaves them, or `cat.npy`, `dog.npy`.
///
/// Two such folders in one, one `…large` or `…train` and one `…small` or `…test`, are training and
/// test images. Images of all classes come in turn, so that batches in the data's order have all.
final class ClassArraysFormat implements FilesFormat {
  private static final Pattern NAME =
      Pattern.compile("(?i)(full_numpy_bitmap_)?(?<name>.+?)\\.(pickle|pkl|npy)(\\.gz)?");

  @Override
  public String name() {
    return "class-arrays";
  }

  @Override
  public String description() {
    return "a folder of one array file per class (A.pickle, B.pickle, or .npy)";
  }

  /// The files by class; empty unless there are several, and their names can be those of classes.
  private static SortedMap<String, String> byClass(FileSet files) {
    SortedMap<String, String> byClass = new TreeMap<>();
    for (String file : files.names()) {
      Matcher name = NAME.matcher(file);
      if (name.matches()) {
        byClass.putIfAbsent(name.group("name"), file);
      }
    }
    boolean others =
        byClass.keySet().stream()
            .anyMatch(
                name -> SplitName.ofFolder(name).isPresent() || ArrayName.of(name).isPresent());
    return others || byClass.size() < 2 ? new TreeMap<>() : byClass;
  }

  @Override
  public boolean accepts(FileSet files) {
    return byClass(files).values().stream().anyMatch(name -> isArray(files, name));
  }

  private static boolean isArray(FileSet files, String name) {
    try (Opened opened = new Opened()) {
      return opened.array(files, name).shape().length > 1; // and it is one
    } catch (DataException _) {
      return false; // another one may be sound
    }
  }

  @Override
  public boolean accepts(Path path) {
    return FileStatus.isFolder(path) && (isOne(path) || splits(path).containsKey(SplitName.TRAIN));
  }

  private boolean isOne(Path folder) {
    try (FileSet files = FileSet.of(folder)) {
      return accepts(files);
    }
  }

  @Override
  public Dataset open(Path path, Loading how) {
    if (isOne(path)) {
      return open(path, Map.of(SplitName.TRAIN, path), how);
    }
    return open(path, splits(path), how);
  }

  private Dataset open(Path path, Map<SplitName, Path> folders, Loading how) {
    Map<SplitName, FileSet> splits = new EnumMap<>(SplitName.class);
    folders.forEach((splitName, folder) -> splits.put(splitName, FileSet.of(folder)));
    return read(path, splits, how);
  }

  @Override
  public Dataset open(FileSet files, Loading how) {
    return read(files.path(), Map.of(SplitName.TRAIN, files), how);
  }

  /// The folders in one that are such data, by what their names say.
  private Map<SplitName, Path> splits(Path path) {
    Map<SplitName, Path> splits = new EnumMap<>(SplitName.class);
    try (Stream<Path> all = Files.list(path)) {
      for (Path folder : all.filter(FileStatus::isFolder).sorted().toList()) {
        Optional<SplitName> splitName = split(folder.getFileName().toString());
        if (splitName.isPresent() && isOne(folder)) {
          splits.putIfAbsent(splitName.get(), folder);
        }
      }
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
    return splits;
  }

  private static Optional<SplitName> split(String folder) {
    if (folder.endsWith("large")) {
      return Optional.of(SplitName.TRAIN);
    }
    return folder.endsWith("small") ? Optional.of(SplitName.TEST) : ArrayName.splitOf(folder);
  }

  private Dataset read(Path path, Map<SplitName, FileSet> splits, Loading how) {
    List<String> classes =
        splits.values().stream()
            .flatMap(files -> byClass(files).keySet().stream())
            .distinct()
            .sorted()
            .toList();
    List<Path> used = new ArrayList<>();
    ArraySet set = new ArraySet();
    try (Opened opened = new Opened()) {
      splits.forEach((splitName, files) -> add(set, splitName, files, classes, opened));
      splits.values().forEach(files -> used.addAll(files.holding(byClass(files).values())));
      try (ProvenanceTask origin = ProvenanceTask.of(path, name(), used)) {
        return DatasetResizer.of(mixed(set.finish(classes, origin, how)), how);
      }
    }
  }

  private static void add(
      ArraySet set, SplitName splitName, FileSet files, List<String> classes, Opened opened) {
    SortedMap<String, String> byClass = byClass(files);
    List<NumberArray> arrays = new ArrayList<>();
    List<int[]> labels = new ArrayList<>();
    byClass.forEach(
        (name, file) -> {
          NumberArray array = opened.array(files, file);
          arrays.add(array);
          int[] same = Allocation.ints(array.place(), array.shape()[0]);
          Arrays.fill(same, classes.indexOf(name));
          labels.add(same);
        });
    int[] all = labels.stream().flatMapToInt(Arrays::stream).toArray();
    set.add(splitName, JoinedNumbers.of(arrays), new NumberList(files.path().toString(), all));
  }

  /// The same data with an image of each class in turn.
  private static Dataset mixed(Dataset data) {
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    for (SplitName splitName : SplitName.values()) {
      data.split(splitName)
          .ifPresent(split -> splits.put(splitName, split.select(inTurn(split, data.classes()))));
    }
    return data.withSplits(splits);
  }

  /// The images of a split whose classes follow one another: the first of each class, the second…
  private static int[] inTurn(Split split, int classes) {
    int[] begins = new int[classes + 1]; // of each class, and the end
    for (int i = 0; i < split.count(); i++) {
      begins[split.label(i) + 1] = i + 1;
    }
    for (int c = 1; c <= classes; c++) {
      begins[c] = Math.max(begins[c], begins[c - 1]); // a class without images
    }
    int[] order = new int[split.count()];
    int done = 0;
    for (int turn = 0; done < order.length; turn++) {
      for (int c = 0; c < classes; c++) {
        if (begins[c] + turn < begins[c + 1]) {
          order[done++] = begins[c] + turn;
        }
      }
    }
    return order;
  }

  /// Files that are read, and closed at the end.
  private static final class Opened implements AutoCloseable {
    private final List<Runnable> closing = new ArrayList<>();

    /// The array that is all that a file holds.
    NumberArray array(FileSet files, String name) {
      Content content = files.open(name);
      closing.add(content::close);
      NumberArray array =
          NpyFile.accepts(content)
              ? NpyFile.of(content)
              : PickleFile.of(content)
                  .onlyArray()
                  .orElseThrow(() -> wrong(files, name, "no array"));
      long[] shape = array.shape();
      // What is empty could be of any shape, and as many images as it likes.
      if (shape.length < 2 || Arrays.stream(shape).skip(1).anyMatch(extent -> extent == 0)) {
        throw wrong(files, name, array.toString());
      }
      return array;
    }

    private static DataException wrong(FileSet files, String name, String given) {
      return Problem.at(files.place(name), "the file doesn't hold the images of a class")
          .given(given)
          .expected("an array (n, height, width), as the other files here have it")
          .fix("move the file elsewhere, or write it again");
    }

    @Override
    public void close() {
      closing.forEach(Runnable::run);
    }
  }
}
