package dev.kern.data.format;

import dev.kern.data.SplitName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the name of an image file in a folder of its class says: `train/A/1.png`.
///
/// @param splitName the split that a folder above the class names, if one does
/// @param label the class: the folder that the file lies in
/// @param file its own name
record ImageFileName(Optional<SplitName> splitName, String label, String file) {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "bmp", "gif");
  private static final Pattern LINE_BREAK = Pattern.compile("[\n\r\u0085\u2028\u2029]");

  /// Reads a name with slashes; empty if it isn't an image's, lies in no class, or is hidden
  /// (`.ipynb_checkpoints/1.png`).
  static Optional<ImageFileName> of(String name) {
    List<String> steps = steps(name);
    if (steps.size() < 2 || !isImage(name) || isHidden(name)) {
      return Optional.empty();
    }
    String label = steps.get(steps.size() - 2);
    if (label.isEmpty() || label.equals(".") || SplitName.ofFolder(label).isPresent()) {
      return Optional.empty();
    }
    Optional<SplitName> splitName =
        steps.subList(0, steps.size() - 2).stream()
            .flatMap(step -> SplitName.ofFolder(step).stream())
            .findFirst();
    return Optional.of(new ImageFileName(splitName, label, steps.getLast()));
  }

  /// Whether the ending is that of an image.
  static boolean isImage(String name) {
    int dot = name.lastIndexOf('.');
    return dot > name.lastIndexOf('/') + 1
        && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
        && !LINE_BREAK.matcher(name).find(name.lastIndexOf('/') + 1);
  }

  /// Whether it, or a folder that it lies in, is hidden, or is macOS's own. A step out of an
  /// archive isn't: the archive refuses it.
  static boolean isHidden(String name) {
    if (!name.startsWith(".") && !name.contains("/.") && !name.contains("__MACOSX")) {
      return false;
    }
    return steps(name).stream()
        .anyMatch(
            step ->
                step.equals("__MACOSX")
                    || (step.startsWith(".") && !step.equals(".") && !step.equals("..")));
  }

  private static List<String> steps(String name) {
    return List.of(name.split("/", -1));
  }
}
