package dev.kern.web;

/// Answers requests, each on a thread of its own, several at a time.
@FunctionalInterface
public interface Handler {
  /// The answer to a request.
  Response handle(Request request);
}
