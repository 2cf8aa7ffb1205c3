package dev.kern.onnx;

/// The keys of a file's metadata.
final class Metadata {
  /// The names of the classes, a JSON array.
  static final String CLASSES = "classes";

  /// How pixels become the input, a JSON object.
  static final String NORMALIZATION = "normalization";

  private Metadata() {}
}
