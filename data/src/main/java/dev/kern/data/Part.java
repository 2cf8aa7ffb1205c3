package dev.kern.data;

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

  /// The short name: `train`, `valid`, `test`.
  public String key() {
    return key;
  }

  /// The notebook's name: `Training set`.
  public String title() {
    return title;
  }

  /// For sentences: `training` (pictures).
  public String adjective() {
    return adjective;
  }
}
