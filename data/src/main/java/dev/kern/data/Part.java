package dev.kern.data;

import java.util.Locale;
import java.util.Optional;

/// The three parts of a data set.
public enum Part {
  /// What a network learns from.
  TRAIN("train", "Training set", "training"),
  /// What one compares settings by.
  VALID("valid", "Validation set", "validation"),
  /// What the final score is taken on.
  TEST("test", "Test set", "test");

  private final String key;
  private final String title;
  private final String adjective;

  Part(String key, String title, String adjective) {
    this.key = key;
    this.title = title;
    this.adjective = adjective;
  }

  /// The part whose images lie in a folder of that name, whatever its case: `train`, `training`;
  /// `valid`, `validation`, `val`, `dev`, `eval`; `test`, `testing`.
  public static Optional<Part> ofFolder(String name) {
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

  /// The notebook's name: `Training set`.
  public String title() {
    return title;
  }

  /// For sentences: `training` (images).
  public String adjective() {
    return adjective;
  }
}
