package dev.kern.data;

import java.util.Locale;
import java.util.Optional;

/// The name of one of the three splits of a data set.
public enum SplitName {
  /// The images that a network is trained on.
  TRAIN("train", "Training set", "training"),
  /// The images that settings are compared on.
  VALID("valid", "Validation set", "validation"),
  /// The images that the final score is measured on.
  TEST("test", "Test set", "test");

  private final String key;
  private final String title;
  private final String adjective;

  SplitName(String key, String title, String adjective) {
    this.key = key;
    this.title = title;
    this.adjective = adjective;
  }

  /// The split whose images are in a folder of that name, ignoring case: `train`, `training`;
  /// `valid`, `validation`, `val`, `dev`, `eval`; `test`, `testing`.
  public static Optional<SplitName> ofFolder(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "train", "training" -> Optional.of(TRAIN);
      case "valid", "validation", "val", "dev", "eval" -> Optional.of(VALID);
      case "test", "testing" -> Optional.of(TEST);
      default -> Optional.empty();
    };
  }

  /// The short name: `train`, `valid`, `test`.
  public String key() {
    return key;
  }

  /// The name in the notebook: `Training set`.
  public String title() {
    return title;
  }

  /// The name in a sentence: `training` (images).
  public String adjective() {
    return adjective;
  }
}
