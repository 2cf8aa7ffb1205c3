package dev.kern.web;

/// How a server words what it refuses itself: unknown paths, bodies that are too large, and so on.
@FunctionalInterface
public interface ErrorFormat {
  /// The answer to a refused request.
  ///
  /// @param status such as 404
  /// @param message what is wrong, without a line end
  /// @param path the request's path, decoded; empty if the request couldn't be read
  Response answer(int status, String message, String path);

  /// One line of plain text.
  static ErrorFormat text() {
    return (status, message, _) -> Response.text(status, message + "\n");
  }
}
