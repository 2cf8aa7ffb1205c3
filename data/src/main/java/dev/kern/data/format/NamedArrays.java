package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import dev.kern.data.npy.NpyFile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Finds images and labels among NumPy arrays by their names, as [ArrayName] says, and the names of
/// the classes in an array `class_names`; other arrays are passed over.
final class NamedArrays {
  private static final String CLASS_NAMES = "class_names";

  private static final class Pair {
    Optional<String> images = Optional.empty();
    Optional<String> labels = Optional.empty();
  }

  private final String source;
  private final Map<SplitName, Pair> pairs = new EnumMap<>(SplitName.class);
  private final Set<String> sets = new HashSet<>();
  private boolean namesClasses;

  /// Looks at the names of all arrays; fails with `DataException` if they form no pairs, or pairs
  /// of two sets.
  ///
  /// @param source the file or folder, for messages
  NamedArrays(String source, List<String> names) {
    this.source = source;
    for (String name : names.stream().sorted().toList()) {
      namesClasses |= name.equals(CLASS_NAMES);
      ArrayName.of(name).ifPresent(found -> add(name, found));
    }
    check(names);
  }

  private void add(String name, ArrayName found) {
    Pair pair = pairs.computeIfAbsent(found.splitName(), _ -> new Pair());
    sets.add(found.set());
    if (found.images() && pair.images.isEmpty()) {
      pair.images = Optional.of(name);
    } else if (!found.images() && pair.labels.isEmpty()) {
      pair.labels = Optional.of(name);
    }
  }

  private void check(List<String> names) {
    boolean whole =
        pairs.values().stream().allMatch(p -> p.images.isPresent() && p.labels.isPresent());
    if (pairs.isEmpty() || !whole) {
      throw Problem.at(source, "can't tell images and labels from the names of the arrays")
          .given(Problem.list(names.stream().sorted().map(Problem::quote).toList()))
          .expected(
              "train_images and train_labels, or x_train and y_train; likewise for valid and test")
          .fix("rename the arrays accordingly");
    }
    if (sets.size() > 1) {
      throw Problem.at(source, "the arrays belong to several data sets")
          .given(Problem.list(sets.stream().sorted().map(Problem::quote).toList()))
          .expected("one data set: names that differ only in train, valid, test, images, labels")
          .fix("store each data set separately");
    }
  }

  /// The names of the arrays that are used, `class_names` among them if it is there.
  List<String> used() {
    List<String> used = new ArrayList<>();
    pairs
        .values()
        .forEach(p -> used.addAll(List.of(p.images.orElseThrow(), p.labels.orElseThrow())));
    if (namesClasses) {
      used.add(CLASS_NAMES);
    }
    return used;
  }

  /// Reads the arrays and makes a data set of them.
  Dataset read(Function<String, NpyFile> open, ProvenanceTask origin, Loading how) {
    Map<String, NpyFile> files = new TreeMap<>();
    try {
      used().forEach(name -> files.put(name, open.apply(name)));
      ArraySet arrays = new ArraySet();
      pairs.forEach(
          (splitName, p) -> arrays.add(splitName, file(files, p.images), file(files, p.labels)));
      List<String> classes =
          namesClasses ? file(files, Optional.of(CLASS_NAMES)).texts() : arrays.numberedClasses();
      return DatasetResizer.of(arrays.finish(classes, origin, how), how);
    } finally {
      files.values().forEach(NpyFile::close);
    }
  }

  private static NpyFile file(Map<String, NpyFile> files, Optional<String> name) {
    return Objects.requireNonNull(files.get(name.orElseThrow()));
  }
}
