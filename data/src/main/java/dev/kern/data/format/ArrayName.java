package dev.kern.data.format;

import dev.kern.data.SplitName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the name of an array tells: its split, and whether it holds images or labels.
///
/// | name                  | set     | split  | holds    |
/// |-----------------------|---------|-------|----------|
/// | `train_dataset`       |         | train | images |
/// | `x_test`, `y_test`    |         | test  | both     |
/// | `val-images`          |         | valid | images |
/// | `letters_labels`      | letters | train | labels   |
/// | `trainX`, `Ytest`     |         | both  | both     |
/// | `image`, `target`     |         | train | both     |
///
/// @param set what else the name says; arrays that belong together share it
/// @param splitName the split that it names, else training
/// @param images whether it holds images
record ArrayName(String set, SplitName splitName, boolean images) {
  /// Between words; also between a small letter and a capital, and around a part: `trainX`.
  private static final Pattern BETWEEN =
      Pattern.compile("[^\\p{Alnum}]+|(?<=\\p{Lower})(?=\\p{Upper})");

  private static final Pattern TOGETHER =
      Pattern.compile(
          "(?<before>x|y|images?|labels?)?(?<part>train|valid|val|test)(?<after>x|y|images?|labels?)?");
  private static final Set<String> IMAGES =
      Set.of(
          "images",
          "image",
          "imgs",
          "img",
          "x",
          "dataset",
          "data",
          "pictures",
          "features",
          "pixels",
          "samples");
  private static final Set<String> LABELS =
      Set.of("labels", "label", "y", "targets", "target", "class");

  /// Reads a name without its ending; empty if it tells neither images nor labels.
  static Optional<ArrayName> of(String name) {
    List<String> words = words(name);
    if (words.contains("names")) { // of classes, features or files
      return Optional.empty();
    }
    Optional<SplitName> splitName = take(words, ArrayName::splitName);
    return take(
            words,
            word ->
                IMAGES.contains(word) || LABELS.contains(word)
                    ? Optional.of(IMAGES.contains(word))
                    : Optional.empty())
        .map(
            images ->
                new ArrayName(String.join("_", words), splitName.orElse(SplitName.TRAIN), images));
  }

  /// The words of a name, in lower case.
  private static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    for (String word : BETWEEN.split(name)) {
      Matcher together = TOGETHER.matcher(word.toLowerCase(Locale.ROOT));
      if (together.matches()) {
        Stream.of("before", "part", "after")
            .map(together::group)
            .filter(Objects::nonNull)
            .forEach(words::add);
      } else {
        words.add(word.toLowerCase(Locale.ROOT));
      }
    }
    return words;
  }

  /// The name of a file that has both images and labels, as if of its images: `mnist_train`.
  static ArrayName ofBoth(String name) {
    List<String> words = words(name);
    Optional<SplitName> splitName = take(words, ArrayName::splitName);
    return new ArrayName(String.join("_", words), splitName.orElse(SplitName.TRAIN), true);
  }

  /// The split that a name tells, as that of a folder or file: `notMNIST_test`.
  static Optional<SplitName> splitOf(String name) {
    return take(words(name), ArrayName::splitName);
  }

  private static <T> Optional<T> take(List<String> words, Function<String, Optional<T>> of) {
    for (String word : words) {
      Optional<T> found = of.apply(word);
      if (found.isPresent()) {
        words.remove(word);
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<SplitName> splitName(String word) {
    return switch (word) {
      case "train", "training" -> Optional.of(SplitName.TRAIN);
      case "valid", "val", "validation" -> Optional.of(SplitName.VALID);
      case "test", "testing" -> Optional.of(SplitName.TEST);
      default -> Optional.empty();
    };
  }
}
