package dev.kern.data.pickle;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.pickle.Text.Encoding;
import org.jspecify.annotations.Nullable;

/// The bytes that a text in a pickle stands for, decoded as they are read.
final class Payload {
  private final Content content;
  private final Encoding encoding;
  private long left; // bytes as written

  Payload(Content content, Encoding encoding, long at, long length) {
    this.content = content;
    this.encoding = encoding;
    this.left = length;
    content.goTo(at);
  }

  /// Reads up to `count` bytes; fewer only at the end.
  int read(byte[] into, int count) {
    if (encoding == Encoding.RAW) {
      int some = (int) Math.min(count, left);
      content.read(into, 0, some);
      left -= some;
      return some;
    }
    int done = 0;
    while (done < count && left > 0) {
      int value = decode();
      if (value > 0xff) {
        throw wrong("a character that is no byte", "bytes are written as characters 0 to 255");
      }
      into[done++] = (byte) value;
    }
    return done;
  }

  /// All of a short text, as characters.
  String all() {
    StringBuilder all = new StringBuilder();
    while (left > 0) {
      all.append((char) decode());
    }
    return all.toString();
  }

  /// Whether all was read.
  boolean done() {
    return left == 0;
  }

  private int decode() {
    int first = next();
    return switch (encoding) {
      case RAW -> first;
      case UTF8 -> first < 0x80 ? first : utf8(first);
      case ESCAPED -> first == '\\' ? unicodeEscape() : first;
      case QUOTED -> first == '\\' ? escape() : first;
    };
  }

  private int utf8(int first) {
    int second = left > 0 ? next() : -1;
    if ((first & 0xfe) != 0xc2 || (second & 0xc0) != 0x80) {
      throw wrong(
          "a character that is no byte", "bytes are written as characters 0 to 255 in UTF-8");
    }
    return ((first & 3) << 6) | (second & 0x3f);
  }

  private int unicodeEscape() {
    if (left < 5 || next() != 'u') {
      throw wrong("a backslash that begins no character", "\\u and four hexadecimal digits");
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = (value << 4) | hexDigit();
    }
    return value;
  }

  private int escape() {
    if (left == 0) {
      throw wrong("a backslash at the end of a string", null);
    }
    int kind = next();
    return switch (kind) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '\\', '\'', '"' -> kind;
      case 'x' -> (hexDigit() << 4) | hexDigit();
      default ->
          throw wrong("an escape that Python doesn't write", "\\n \\t \\r \\\\ \\' or \\xhh");
    };
  }

  private int hexDigit() {
    int digit = left > 0 ? Character.digit(next(), 16) : -1;
    if (digit < 0) {
      throw wrong("a broken escape", "a hexadecimal digit");
    }
    return digit;
  }

  private int next() {
    left--;
    return content.next();
  }

  private DataException wrong(String what, @Nullable String expected) {
    Problem problem = Problem.at(content.place(content.position()), what);
    return (expected == null ? problem : problem.expected(expected))
        .mend("download or copy the file again, or write it anew with protocol 2 or later");
  }
}
