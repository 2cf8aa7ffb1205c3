package dev.kern.json;

/// Where a value stands in a text, in the words of a message.
@FunctionalInterface
public interface SourceLocation {
  /// The words for a path such as `layers[2].filters`; empty for the text as a whole.
  ///
  /// @param closest the path of what the message is about, where that is only a part of it
  String of(String path, String closest);

  /// Locations in a text without lines: its name, then the path.
  static SourceLocation in(String text) {
    return (path, _) -> path.isEmpty() ? text : text + ", " + path;
  }
}
