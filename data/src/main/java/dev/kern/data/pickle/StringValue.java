package dev.kern.data.pickle;

import dev.kern.data.file.Problem;
import org.jspecify.annotations.Nullable;

/// A string or byte string: where it is in the file and how it is encoded there.
///
/// Only short strings are kept in memory.
///
/// @param encoding how it is encoded
/// @param bytes whether it is a byte string
/// @param at where it begins
/// @param length its encoded length in bytes
/// @param shortText its characters, or null if it is longer than [#SHORT]
record StringValue(
    Encoding encoding, boolean bytes, long at, long length, @Nullable String shortText)
    implements PickleValue {
  /// The encoded length of the longest string kept in memory, in bytes.
  static final int SHORT = 256;

  /// How the characters of a string are encoded in a pickle.
  enum Encoding {
    /// As bytes: `BINBYTES`, and the strings of Python 2.
    RAW(1),
    /// In UTF-8: `BINUNICODE`. A byte above 127 takes two bytes.
    UTF8(2),
    /// On a line, with a backslash, `u` and four digits for characters outside Latin-1: `UNICODE`.
    ESCAPED(6),
    /// On a line, as Python 2 prints strings (`'a\x00\n'`): `STRING`.
    QUOTED(4);

    /// The largest number of bytes that one byte may be encoded as.
    final int growth;

    Encoding(int growth) {
      this.growth = growth;
    }
  }

  static StringValue empty(long at) {
    return new StringValue(Encoding.RAW, true, at, 0, "");
  }

  /// This string encoded in Latin-1, as a byte string.
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
