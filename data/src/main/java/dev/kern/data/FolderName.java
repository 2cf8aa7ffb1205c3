package dev.kern.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the name of a folder may say about the images in it.
///
/// | name                                              | says                              |
/// |---------------------------------------------------|-----------------------------------|
/// | `train`, `training_set`, `seg_train`, `train2017` | these are the training images     |
/// | `unlabeled`, `seg_pred`                           | these images have no labels       |
/// | `cats`                                            | nothing                           |
///
/// Whether it means that depends on the folders beside it: `valid` beside `invalid` is a class.
///
/// @param splitName the split that it names, if any
/// @param unlabelled whether it says that images have no labels
/// @param rest its other words, but for those that say nothing, such as `images`; equal for the
///   splits of one set
public record FolderName(Optional<SplitName> splitName, boolean unlabelled, List<String> rest) {
  private static final Pattern HUMP = Pattern.compile("(\\p{Ll})(\\p{Lu})");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+");
  private static final Pattern SET = Pattern.compile("(\\p{L}{3,})(set|data|images|imgs)");
  private static final Pattern AT_FIRST =
      Pattern.compile("(?<split>\\p{L}+)[^\\p{L}\\p{N}]+(?<rest>.*\\p{L}.*)");
  private static final Pattern AT_LAST =
      Pattern.compile("(?<rest>.*\\p{L}.*?)[^\\p{L}\\p{N}]+(?<split>\\p{L}+)");
  private static final String MEDIA =
      "set sets data dataset datasets image images img imgs photo photos picture pictures jpg png";
  private static final Set<String> SAYS_NOTHING = Set.of(MEDIA.split(" ", -1));
  private static final Set<String> SYSTEM =
      Set.of(
          "__MACOSX",
          "@eaDir",
          "#recycle",
          "$RECYCLE.BIN",
          "System Volume Information",
          "lost+found");
  private static final List<SplitName> TRAINED_ON = List.of(SplitName.TRAIN, SplitName.VALID);
  private static final Set<String> UNLABELLED =
      Set.of("unlabeled", "unlabelled", "pred", "predict", "prediction", "predictions");

  /// Reads a name, whatever its case.
  public static FolderName of(String name) {
    String apart = HUMP.matcher(Labels.normalized(name)).replaceAll("$1 $2");
    List<String> words =
        WORD.matcher(apart.toLowerCase(Locale.ROOT))
            .results()
            .map(MatchResult::group)
            .map(FolderName::withoutSet)
            .filter(word -> !SAYS_NOTHING.contains(word))
            .toList();
    if (words.isEmpty()) {
      boolean silent = WORD.matcher(apart).find();
      return new FolderName(Optional.empty(), false, silent ? List.of() : List.of(name));
    }
    List<SplitName> splits =
        words.stream().flatMap(word -> splitName(word).stream()).distinct().toList();
    boolean outer =
        splitName(words.getFirst()).isPresent() || splitName(words.getLast()).isPresent();
    boolean one = splits.size() == 1 || splits.equals(TRAINED_ON);
    return new FolderName(
        one && outer ? Optional.of(splits.getFirst()) : Optional.empty(),
        UNLABELLED.contains(words.getFirst()) || UNLABELLED.contains(words.getLast()),
        words.stream().filter(word -> splitName(word).isEmpty()).toList());
  }

  /// Whether an operating system or a storage device makes folders of that name for itself.
  public static boolean isSystem(String name) {
    return SYSTEM.contains(name);
  }

  /// Whether it says no more than that there are images.
  public boolean saysNothing() {
    return splitName.isEmpty() && !unlabelled && rest.isEmpty();
  }

  /// The name without the word of a split at its begin or end: `red fox` of `red fox_train`; empty
  /// if there is none, or no other word.
  public static Optional<String> withoutSplit(String name) {
    return Stream.of(AT_FIRST, AT_LAST)
        .map(pattern -> pattern.matcher(Labels.normalized(name)))
        .filter(Matcher::matches)
        .filter(found -> splitName(found.group("split").toLowerCase(Locale.ROOT)).isPresent())
        .map(found -> found.group("rest"))
        .findFirst();
  }

  /// `test` of `testset`.
  private static String withoutSet(String word) {
    var set = SET.matcher(word);
    return set.matches() && splitName(set.group(1)).isPresent() ? set.group(1) : word;
  }

  private static Optional<SplitName> splitName(String word) {
    return switch (word) {
      case "trainval", "trn" -> Optional.of(SplitName.TRAIN);
      case "validate", "evaluation" -> Optional.of(SplitName.VALID);
      case "tst" -> Optional.of(SplitName.TEST);
      default -> SplitName.ofFolder(word);
    };
  }
}
