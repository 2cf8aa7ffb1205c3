package dev.kern.data.format;

import dev.kern.data.Dataset;
import dev.kern.data.SplitName;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Finds images and labels among NumPy arrays by their names, as [ArrayName] says, and the names of
/// the classes in an array `class_names`; labels may also be names themselves. Other arrays are
/// passed over. Of two arrays with other names the one that can only be labels is taken for the
/// labels.
final class NamedArrays {
  /// What the names of the classes are called, by Kern and by scikit-learn.
  private static final List<String> CLASS_NAMES =
      List.of("class_names", "label_names", "target_names");

  /// Where the arrays are.
  interface Source {
    /// An array of numbers, which may be read until the source is closed.
    NumberArray array(String name);

    /// Whether an array holds texts.
    boolean isText(String name);

    /// An array of texts.
    List<String> texts(String name);
  }

  private static final class Pair {
    Optional<String> images = Optional.empty();
    Optional<String> labels = Optional.empty();
  }

  private final String source;
  private final boolean imagesOnly;
  private final Map<SplitName, Pair> pairs = new EnumMap<>(SplitName.class);
  private final Set<String> sets = new HashSet<>();
  private Optional<String> classNames = Optional.empty();
  private boolean guessed;

  /// Looks at the names of all arrays; fails with `DataException` if they form no pairs, or pairs
  /// of two sets. Where images need no labels, there may be images alone, and a single array is
  /// taken for them whatever its name.
  ///
  /// @param source the file or folder, for messages
  NamedArrays(String source, List<String> names, Loading how) {
    this.source = source;
    this.imagesOnly = how.imagesOnly();
    for (String name : names.stream().sorted().toList()) {
      ArrayName.of(name).ifPresent(found -> add(name, found));
    }
    classNames = CLASS_NAMES.stream().filter(names::contains).findFirst();
    List<String> others = names.stream().filter(name -> !CLASS_NAMES.contains(name)).toList();
    if (imagesOnly) {
      pairs.values().removeIf(pair -> pair.images.isEmpty());
      pairs.values().forEach(pair -> pair.labels = Optional.empty());
    }
    if (imagesOnly && pairs.isEmpty() && others.size() == 1) {
      Pair pair = new Pair();
      pair.images = Optional.of(others.getFirst());
      pairs.put(SplitName.TRAIN, pair);
    } else if (pairs.isEmpty() && others.size() == 2) {
      Pair pair = new Pair();
      pair.images = Optional.of(others.getFirst());
      pair.labels = Optional.of(others.getLast());
      pairs.put(SplitName.TRAIN, pair);
      guessed = true;
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
        pairs.values().stream()
            .allMatch(p -> p.images.isPresent() && (imagesOnly || p.labels.isPresent()));
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

  /// The names of the arrays that are used, that of the class names among them if it is there.
  List<String> used() {
    List<String> used = new ArrayList<>();
    for (Pair pair : pairs.values()) {
      pair.images.ifPresent(used::add);
      pair.labels.ifPresent(used::add);
    }
    classNames.ifPresent(used::add);
    return used;
  }

  /// Reads the arrays and makes a data set of them.
  Dataset read(Source arrays, ProvenanceTask origin, Loading how) {
    return read(arrays, new ArraySet(), Optional.empty(), origin, how);
  }

  /// The same, where the classes may have names without an array of names.
  Dataset read(
      Source arrays,
      ArraySet set,
      Optional<List<String>> usualNames,
      ProvenanceTask origin,
      Loading how) {
    used().stream().filter(name -> !isClassNames(name)).forEach(arrays::array); // all are there
    Optional<TextLabels> texts = texts(arrays);
    Optional<List<String>> given = names(arrays).or(() -> usualNames);
    Optional<List<String>> names = given.or(() -> texts.flatMap(TextLabels::names));
    texts.map(TextLabels::notes).orElse(List.of()).forEach(set::warn);
    pairs.forEach(
        (splitName, p) -> {
          NumberArray images = arrays.array(p.images.orElseThrow());
          if (p.labels.isEmpty()) {
            set.add(splitName, images);
            return;
          }
          NumberArray stored = arrays.array(p.labels.orElseThrow());
          NumberArray labels =
              texts
                  .map(own -> own.indices(splitName, stored, names.orElse(List.of())))
                  .orElse(stored);
          if (guessed) {
            addGuessed(
                set, List.of(p.images.orElseThrow(), p.labels.orElseThrow()), images, labels);
          } else {
            set.add(splitName, images, labels);
          }
        });
    return DatasetResizer.of(set.finish(names.orElseGet(set::numberedClasses), origin, how), how);
  }

  /// The labels, if they are texts.
  private Optional<TextLabels> texts(Source arrays) {
    SortedMap<SplitName, List<String>> texts = new TreeMap<>();
    List<String> numbers = new ArrayList<>();
    pairs.forEach(
        (splitName, p) -> {
          if (p.labels.isEmpty()) {
            return;
          }
          String labels = p.labels.get();
          if (arrays.isText(labels)) {
            texts.put(splitName, arrays.texts(labels));
          } else {
            numbers.add(labels);
          }
        });
    if (!texts.isEmpty() && !numbers.isEmpty()) {
      throw Problem.at(source, "some labels are names, others numbers")
          .given("numbers in " + Problem.list(numbers))
          .expected("names or class indices in all splits")
          .fix("save the labels of all splits in the same way");
    }
    return texts.isEmpty() ? Optional.empty() : Optional.of(new TextLabels(texts));
  }

  /// The names of the classes, unless others than Kern call numbers so, as scikit-learn those of
  /// digits.
  private Optional<List<String>> names(Source arrays) {
    return classNames
        .filter(name -> name.equals(CLASS_NAMES.getFirst()) || arrays.array(name).type().isEmpty())
        .map(arrays::texts);
  }

  private boolean isClassNames(String name) {
    return classNames.equals(Optional.of(name));
  }

  /// Adds two arrays, one of which must be a list of numbers, and the other not.
  private void addGuessed(ArraySet set, List<String> names, NumberArray one, NumberArray other) {
    boolean first = isList(one);
    if (first == isList(other)) {
      throw Problem.at(source, "can't tell images and labels from the names of the arrays")
          .given(
              Problem.list(names.stream().map(Problem::quote).toList())
                  + ", which are "
                  + one
                  + " and "
                  + other)
          .expected("images (n, height, width) and labels (n,), or names that tell which is which")
          .fix("name them x_train and y_train");
    }
    set.warn(
        "%s: by their shapes, %s was taken for the images and %s for the labels"
            .formatted(
                source,
                Problem.quote(names.get(first ? 1 : 0)),
                Problem.quote(names.get(first ? 0 : 1))));
    set.add(SplitName.TRAIN, first ? other : one, first ? one : other);
  }

  private static boolean isList(NumberArray array) {
    long[] shape = array.shape();
    return shape.length == 1 || (shape.length == 2 && shape[1] == 1);
  }
}
