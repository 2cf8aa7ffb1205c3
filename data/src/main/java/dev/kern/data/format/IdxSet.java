package dev.kern.data.format;

import dev.kern.data.SplitName;
import dev.kern.data.file.Content;
import dev.kern.data.file.Problem;
import dev.kern.data.idx.IdxFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

  /// Images and their labels.
  record Pair(Path images, Path labels) {}

  private record Name(String set, SplitName splitName, boolean images) {
    static @Nullable Name of(Path path) {
      Matcher name = NAME.matcher(path.getFileName().toString().toLowerCase(Locale.ROOT));
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

  /// The set in a folder, or the one that a file belongs to.
  ///
  /// Fails with `DataException` if there are several, none, or images without labels.
  static IdxSet of(Path path) {
    boolean folder = Files.isDirectory(path);
    Map<String, Map<SplitName, Path[]>> sets = sets(DatasetFormat.folder(path));
    String wanted;
    if (folder) {
      if (sets.size() > 1) {
        throw Problem.at(path.toString(), "the folder contains several IDX data sets")
            .given("those of " + Problem.list(sets.values().stream().map(IdxSet::anyName).toList()))
            .expected("the files of one data set")
            .fix("give the path of a file of the one you mean");
      }
      wanted = sets.keySet().iterator().next();
    } else {
      Name name = Name.of(path);
      if (name == null) {
        throw Problem.at(
                path.toString(),
                "can't tell from the file's name whether it holds images or labels")
            .expected(
                "a name such as train-images-idx3-ubyte.gz, with train-labels-idx1-ubyte.gz next to"
                    + " it")
            .fix("rename both files accordingly");
      }
      wanted = name.set;
    }
    Map<SplitName, Pair> pairs = new EnumMap<>(SplitName.class);
    Map<SplitName, Path[]> set = sets.getOrDefault(wanted, Map.of());
    set.forEach((splitName, files) -> pairs.put(splitName, pair(splitName, files)));
    return new IdxSet(pairs);
  }

  private static String anyName(Map<SplitName, Path[]> set) {
    return set.values().stream()
        .flatMap(Arrays::stream)
        .filter(Objects::nonNull)
        .map(file -> file.getFileName().toString())
        .findFirst()
        .orElse("");
  }

  /// Whether a folder holds IDX files, or a file is one.
  static boolean isIn(Path path) {
    if (Files.isDirectory(path)) {
      return !sets(path).isEmpty();
    }
    try (Content content = Content.open(path)) {
      return IdxFile.accepts(content);
    }
  }

  private static Pair pair(SplitName splitName, @Nullable Path[] files) {
    Path images = files[0];
    Path labels = files[1];
    if (images == null || labels == null) {
      Path there = images == null ? labels : images;
      throw Problem.at(
              String.valueOf(there),
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
  private static Map<String, Map<SplitName, Path[]>> sets(Path folder) {
    Map<String, Map<SplitName, Path[]>> sets = new TreeMap<>();
    for (Path file : DatasetFormat.files(folder).values()) {
      Name name = Name.of(file);
      if (name != null) {
        Path[] pair =
            sets.computeIfAbsent(name.set, _ -> new EnumMap<>(SplitName.class))
                .computeIfAbsent(name.splitName, _ -> new Path[2]);
        int at = name.images ? 0 : 1;
        if (pair[at] == null) { // x and x.gz: the unpacked one, which is sorted first
          pair[at] = file;
        }
      }
    }
    return sets;
  }
}
