package dev.kern.data;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the name of a picture file in a folder of its class says: `train/A/1.png`.
///
/// @param part the part that a folder above the class names, else training
/// @param label the class: the folder that the file lies in
/// @param file its own name
record PictureName(Part part, String label, String file) {
  private static final Pattern PICTURE = Pattern.compile("(?i)[^.].*\\.(png|jpe?g|bmp|gif)");

  /// Reads a name with slashes; empty if it isn't a picture's, lies in no class, or is hidden
  /// (`.ipynb_checkpoints/1.png`).
  static Optional<PictureName> of(String name) {
    List<String> steps = List.of(name.split("/", -1));
    String file = steps.getLast();
    if (steps.size() < 2 || steps.contains("__MACOSX") || !PICTURE.matcher(file).matches()) {
      return Optional.empty();
    }
    if (steps.stream().anyMatch(PictureName::isHidden)) {
      return Optional.empty();
    }
    String label = steps.get(steps.size() - 2);
    if (label.isEmpty() || label.equals(".") || part(label).isPresent()) {
      return Optional.empty();
    }
    Part part =
        steps.subList(0, steps.size() - 2).stream()
            .flatMap(step -> part(step).stream())
            .findFirst()
            .orElse(Part.TRAIN);
    return Optional.of(new PictureName(part, label, file));
  }

  /// A step out of an archive isn't hidden: the archive refuses it.
  private static boolean isHidden(String step) {
    return step.startsWith(".") && !step.equals(".") && !step.equals("..");
  }

  private static Optional<Part> part(String folder) {
    return switch (folder.toLowerCase(Locale.ROOT)) {
      case "train", "training" -> Optional.of(Part.TRAIN);
      case "valid", "val", "validation" -> Optional.of(Part.VALID);
      case "test", "testing" -> Optional.of(Part.TEST);
      default -> Optional.empty();
    };
  }
}
