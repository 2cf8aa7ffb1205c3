package dev.kern.data.format;

import dev.kern.data.Part;
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

/// The IDX files that belong together, found by their names: for each part, images and labels.
///
/// | name                          | set             | part  | holds    |
/// |-------------------------------|-----------------|-------|----------|
/// | `train-images-idx3-ubyte.gz`  |                 | train | images |
/// | `t10k-labels.idx1-ubyte`      |                 | test  | labels   |
/// | `emnist-letters-test-images…` | `emnist-letters`| test  | images |
/// | `mine-images-idx3-ubyte`      | `mine`          | train | images |
///
/// @param parts the pairs
record IdxSet(Map<Part, Pair> parts) {
  private static final Pattern NAME =
      Pattern.compile("(?<before>.*?)(?<kind>images|labels)[\\W_]?idx\\d.*");
  private static final Pattern PART =
      Pattern.compile("(?<before>.*?)(?<part>train|valid|validation|val|t10k|test)[\\W_]?");

  /// Images and their labels.
  record Pair(Path images, Path labels) {}

  private record Name(String set, Part part, boolean images) {
    static @Nullable Name of(Path path) {
      Matcher name = NAME.matcher(path.getFileName().toString().toLowerCase(Locale.ROOT));
      if (!name.matches()) {
        return null;
      }
      String before = name.group("before");
      Matcher part = PART.matcher(before);
      boolean named = part.matches();
      return new Name(
          named ? part.group("before") : before,
          named ? part(part.group("part")) : Part.TRAIN,
          name.group("kind").equals("images"));
    }

    private static Part part(String name) {
      return switch (name) {
        case "train" -> Part.TRAIN;
        case "t10k", "test" -> Part.TEST;
        default -> Part.VALID;
      };
    }
  }

  /// The set in a folder, or the one that a file belongs to.
  ///
  /// Fails with `DataException` if there are several, none, or images without labels.
  static IdxSet of(Path path) {
    boolean folder = Files.isDirectory(path);
    Map<String, Map<Part, Path[]>> sets = sets(Format.folder(path));
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
    Map<Part, Pair> pairs = new EnumMap<>(Part.class);
    Map<Part, Path[]> set = sets.getOrDefault(wanted, Map.of());
    set.forEach((part, files) -> pairs.put(part, pair(part, files)));
    return new IdxSet(pairs);
  }

  private static String anyName(Map<Part, Path[]> set) {
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

  private static Pair pair(Part part, @Nullable Path[] files) {
    Path images = files[0];
    Path labels = files[1];
    if (images == null || labels == null) {
      Path there = images == null ? labels : images;
      throw Problem.at(
              String.valueOf(there),
              "the "
                  + part.adjective()
                  + (images == null ? " labels have no images" : " images have no labels"))
          .expected(
              "a file next to it with %s in its name"
                  .formatted(images == null ? "images-idx3" : "labels-idx1"))
          .fix("add that file");
    }
    return new Pair(images, labels);
  }

  /// By set and part, the files of images and labels; either may be null.
  private static Map<String, Map<Part, Path[]>> sets(Path folder) {
    Map<String, Map<Part, Path[]>> sets = new TreeMap<>();
    for (Path file : Format.files(folder).values()) {
      Name name = Name.of(file);
      if (name != null) {
        Path[] pair =
            sets.computeIfAbsent(name.set, _ -> new EnumMap<>(Part.class))
                .computeIfAbsent(name.part, _ -> new Path[2]);
        int at = name.images ? 0 : 1;
        if (pair[at] == null) { // x and x.gz: the unpacked one, which is sorted first
          pair[at] = file;
        }
      }
    }
    return sets;
  }
}
