package dev.kern.data.pickle;

import org.jspecify.annotations.Nullable;

/// Thrown for a malformed pickle; [Unpickler] adds the location and turns it into a
/// `DataException`.
@SuppressWarnings("serial") // never leaves this package
final class MalformedPickleException extends RuntimeException {
  private static final String AGAIN =
      "download or copy the file again, or write it again with pickle.dump and plain NumPy arrays";

  final String what;
  final @Nullable String given;
  final @Nullable String expected;
  final String fix;

  MalformedPickleException(
      String what, @Nullable String given, @Nullable String expected, String fix) {
    super(what, null, false, false);
    this.what = what;
    this.given = given;
    this.expected = expected;
    this.fix = fix;
  }

  MalformedPickleException(String what, @Nullable String given, @Nullable String expected) {
    this(what, given, expected, AGAIN);
  }
}
