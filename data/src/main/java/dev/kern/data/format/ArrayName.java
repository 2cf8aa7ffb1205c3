package dev.kern.data.format;

import dev.kern.data.SplitName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// What the name of an array tells: its split, and whether it holds images or labels.
///
/// | name                  | set     | split  | holds    |
/// |-----------------------|---------|-------|----------|
/// | `train_dataset`       |         | train | images |
/// | `x_test`, `y_test`    |         | test  | both     |
/// | `val-images`          |         | valid | images |
/// | `letters_labels`      | letters | train | labels   |
///
/// @param set what else the name says; arrays that belong together share it
/// @param splitName the split that it names, else training
/// @param images whether it holds images
record ArrayName(String set, SplitName splitName, boolean images) {
  private static final Pattern BETWEEN = Pattern.compile("[^\\p{Alnum}]+");
  private static final Set<String> IMAGES =
      Set.of("images", "imgs", "x", "dataset", "data", "pictures");
  private static final Set<String> LABELS = Set.of("labels", "y", "targets");

  /// Reads a name without its ending; empty if it tells neither images nor labels.
  static Optional<ArrayName> of(String name) {
    List<String> words =
        new ArrayList<>(Arrays.asList(BETWEEN.split(name.toLowerCase(Locale.ROOT))));
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
