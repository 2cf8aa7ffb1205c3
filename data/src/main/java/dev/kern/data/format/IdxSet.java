package dev.kern.data.format;

import dev.kern.data.SplitName;
import dev.kern.data.archive.FileSet;
import dev.kern.data.file.Problem;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The IDX files that belong together, found by their names: for each split, images and labels.
///
/// | name                          | set             | split  | holds    |
/// |-------------------------------|-----------------|-------|----------|
/// | `train-images-idx3-ubyte.gz`  |                 | train | images |
/// | `t10k-labels.idx1-ubyte`      |                 | test  | labels   |
/// | `emnist-letters-test-images…` | `emnist-letters`| test  | images |
/// | `mine-images-idx3-ubyte`      | `mine`          | train | images |
///
/// @param splits the pairs
record IdxSet(Map<SplitName, Pair> splits) {
  private static final Pattern NAME =
      Pattern.compile("(?<before>.*?)(?<kind>images|labels)[\\W_]?idx\\d.*");
  private static final Pattern PART =
      Pattern.compile("(?<before>.*?)(?<split>train|valid|validation|val|t10k|test)[\\W_]?");

  /// The names of the files of images and of their labels.
  record Pair(String images, String labels) {}

  private record Name(String set, SplitName splitName, boolean images) {
    static @Nullable Name of(String file) {
      Matcher name = NAME.matcher(file.toLowerCase(Locale.ROOT));
      if (!name.matches()) {
        return null;
      }
      String before = name.group("before");
      Matcher splitName = PART.matcher(before);
      boolean named = splitName.matches();
      return new Name(
          named ? splitName.group("before") : before,
          named ? splitName(splitName.group("split")) : SplitName.TRAIN,
          name.group("kind").equals("images"));
    }

    private static SplitName splitName(String name) {
      return switch (name) {
        case "train" -> SplitName.TRAIN;
        case "t10k", "test" -> SplitName.TEST;
        default -> SplitName.VALID;
      };
    }
  }

  /// The only set, or the one that a file belongs to.
  ///
  /// Fails with `DataException` if there are several, none, or images without labels.
  ///
  /// @param file the name of that file
  static IdxSet of(FileSet files, Optional<String> file) {
    Map<SplitName, String[]> set;
    if (file.isEmpty()) {
      set = only(files);
    } else {
      Name name = Name.of(file.get());
      if (name == null) {
        throw Problem.at(
                files.place(file.get()),
                "can't tell from the file's name whether it holds images or labels")
            .expected(
                "a name such as train-images-idx3-ubyte.gz, with train-labels-idx1-ubyte.gz next to"
                    + " it")
            .fix("rename both files accordingly");
      }
      set = sets(files).getOrDefault(name.set, Map.of());
    }
    Map<SplitName, Pair> pairs = new EnumMap<>(SplitName.class);
    set.forEach((splitName, pair) -> pairs.put(splitName, pair(files, splitName, pair)));
    return new IdxSet(pairs);
  }

  private static Map<SplitName, String[]> only(FileSet files) {
    Map<String, Map<SplitName, String[]>> sets = sets(files);
    if (sets.size() > 1) {
      throw Problem.at(files.path().toString(), "several IDX data sets lie here")
          .given("those of " + Problem.list(sets.values().stream().map(IdxSet::anyName).toList()))
          .expected("the files of one data set")
          .fix("give the path of a file of the one you mean, unpacked if it is in an archive");
    }
    return sets.values().iterator().next();
  }

  /// The files of the images of the only set, whether they have labels or not.
  ///
  /// Fails with `DataException` if there are several sets, or labels alone.
  static Map<SplitName, String> images(FileSet files) {
    Map<SplitName, String> images = new EnumMap<>(SplitName.class);
    only(files)
        .forEach(
            (splitName, pair) ->
                Optional.ofNullable(pair[0]).ifPresent(file -> images.put(splitName, file)));
    if (images.isEmpty()) {
      throw Problem.at(files.path().toString(), "the labels have no images")
          .expected("a file next to them with images-idx3 in its name")
          .fix("add that file");
    }
    return images;
  }

  private static String anyName(Map<SplitName, String[]> set) {
    return set.values().stream()
        .flatMap(Arrays::stream)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("");
  }

  /// Whether there is one.
  static boolean isIn(FileSet files) {
    return !sets(files).isEmpty();
  }

  private static Pair pair(FileSet files, SplitName splitName, @Nullable String[] pair) {
    String images = pair[0];
    String labels = pair[1];
    if (images == null || labels == null) {
      String there = images == null ? labels : images;
      throw Problem.at(
              there == null ? files.path().toString() : files.place(there),
              "the "
                  + splitName.adjective()
                  + (images == null ? " labels have no images" : " images have no labels"))
          .expected(
              "a file next to it with %s in its name"
                  .formatted(images == null ? "images-idx3" : "labels-idx1"))
          .fix("add that file");
    }
    return new Pair(images, labels);
  }

  /// By set and split, the files of images and labels; either may be null.
  private static Map<String, Map<SplitName, String[]>> sets(FileSet files) {
    Map<String, Map<SplitName, String[]>> sets = new TreeMap<>();
    for (String file : files.names()) {
      Name name = Name.of(file);
      if (name != null) {
        String[] pair =
            sets.computeIfAbsent(name.set, _ -> new EnumMap<>(SplitName.class))
                .computeIfAbsent(name.splitName, _ -> new String[2]);
        int at = name.images ? 0 : 1;
        if (pair[at] == null) { // x and x.gz: the unpacked one, which is sorted first
          pair[at] = file;
        }
      }
    }
    return sets;
  }
}
