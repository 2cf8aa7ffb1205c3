package dev.kern.onnx;

/// The keys of a file's metadata.
final class Metadata {
  /// The names of the classes, a JSON array.
  static final String CLASSES = "classes";

  /// What the outputs say where that isn't one of the classes, a JSON object.
  static final String TARGETS = "targets";

  /// How pixels become the input, a JSON object.
  static final String NORMALIZATION = "normalization";

  private Metadata() {}
}
