package dev.kern.data.pickle;

import dev.kern.data.file.Problem;
import org.jspecify.annotations.Nullable;

/// A string or byte string: where it lies in the file and how it is written there.
///
/// Only short ones are held in memory.
///
/// @param encoding how it is written
/// @param bytes whether it is a byte string
/// @param at where it begins
/// @param length how many bytes it takes as written
/// @param shortText what it says, or null if it is longer than [#SHORT]
record StringValue(
    Encoding encoding, boolean bytes, long at, long length, @Nullable String shortText)
    implements PickleValue {
  /// The longest text that is held in memory, in bytes as written.
  static final int SHORT = 256;

  /// How the characters of a text are written in a pickle.
  enum Encoding {
    /// As bytes: `BINBYTES`, and the strings of Python 2.
    RAW(1),
    /// In UTF-8: `BINUNICODE`. A byte above 127 takes two.
    UTF8(2),
    /// On a line, with a backslash, `u` and four digits for what isn't Latin-1: `UNICODE`.
    ESCAPED(6),
    /// On a line, as Python 2 prints a string: `'a\x00\n'`: `STRING`.
    QUOTED(4);

    /// The most bytes that one byte may be written as.
    final int growth;

    Encoding(int growth) {
      this.growth = growth;
    }
  }

  static StringValue empty(long at) {
    return new StringValue(Encoding.RAW, true, at, 0, "");
  }

  /// The same text as the byte string that encoding it in Latin-1 gives.
  StringValue asBytes() {
    return new StringValue(encoding, true, at, length, shortText);
  }

  @Override
  public String kind() {
    if (shortText != null) {
      return "the string " + Problem.quote(shortText);
    }
    return (bytes ? "a byte string of " : "a string of ") + Problem.count(length) + " bytes";
  }
}
