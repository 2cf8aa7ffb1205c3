package dev.kern.onnx;

/// The keys of a file's metadata.
final class Metadata {
  /// The names of the classes, a JSON array.
  static final String CLASSES = "classes";

  /// What the outputs say where that isn't one of the classes, a JSON object.
  static final String TARGETS = "targets";

  /// How pixels become the input, a JSON object.
  static final String NORMALIZATION = "normalization";

  /// How the training images were resized to the input's size, a JSON text; lacking if they had it.
  static final String RESIZE = "resize";

  /// How probabilities become an answer, a JSON object; lacking if as usual.
  static final String DECISION = "decision";

  private Metadata() {}
}
