package dev.kern.train.json;

/// Where something stands in a text, in the words of a message.
interface Place {
  /// The words for a path such as `layers[2].filters`; empty for the text as a whole.
  ///
  /// @param closest the path of what the message is about, where that is only a part of it
  String of(String path, String closest);

  /// Places in a text without lines: its name, then the path.
  static Place in(String text) {
    return (path, _) -> path.isEmpty() ? text : text + ", " + path;
  }
}
