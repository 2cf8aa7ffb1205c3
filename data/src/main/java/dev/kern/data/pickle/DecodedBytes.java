package dev.kern.data.pickle;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.pickle.StringValue.Encoding;
import org.jspecify.annotations.Nullable;

/// The bytes that a string in a pickle stands for, decoded as they are read.
final class DecodedBytes {
  private static final int BUFFER = 1 << 16;

  private final Content content;
  private final Encoding encoding;
  private final byte[] buffer;
  private int next; // the next byte in the buffer
  private int end; // how much of the buffer is filled
  private long unread; // encoded bytes that aren't in the buffer yet

  DecodedBytes(Content content, Encoding encoding, long at, long length) {
    this.content = content;
    this.encoding = encoding;
    this.unread = length;
    this.buffer = new byte[encoding == Encoding.RAW ? 0 : (int) Math.min(length, BUFFER)];
    content.goTo(at);
  }

  /// Reads up to `count` bytes; fewer only at the end.
  int read(byte[] into, int count) {
    if (encoding == Encoding.RAW) {
      int some = (int) Math.min(count, unread);
      content.read(into, 0, some);
      unread -= some;
      return some;
    }
    int done = 0;
    while (done < count && !done()) {
      if (encoding == Encoding.UTF8 && end - next > 1) {
        done = utf8Run(into, done, count);
        continue;
      }
      int value = decode();
      if (value > 0xff) {
        throw noByte();
      }
      into[done++] = (byte) value;
    }
    return done;
  }

  /// A short string, as characters.
  String all() {
    StringBuilder all = new StringBuilder();
    while (!done()) {
      all.append((char) decode());
    }
    return all.toString();
  }

  /// Whether everything was read.
  boolean done() {
    return next == end && unread == 0;
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

  /// Decodes the buffer, except for a last byte that may be half a character. Does the same as
  /// repeated [#decode], but with the fields in registers: large files spend most of their time
  /// here.
  private int utf8Run(byte[] into, int from, int to) {
    byte[] bytes = buffer;
    int last = end - 1;
    int at = next;
    int done = from;
    while (done < to && at < last) {
      int first = bytes[at++];
      if (first < 0) {
        int second = bytes[at++];
        if ((first & 0xfe) != 0xc2 || (second & 0xc0) != 0x80) {
          next = at;
          throw noByte();
        }
        first = (first << 6) | (second & 0x3f);
      }
      into[done++] = (byte) first;
    }
    next = at;
    return done;
  }

  private int utf8(int first) {
    int second = next();
    if ((first & 0xfe) != 0xc2 || second < 0 || (second & 0xc0) != 0x80) {
      throw noByte();
    }
    return ((first & 3) << 6) | (second & 0x3f);
  }

  private int unicodeEscape() {
    if (next() != 'u') {
      throw wrong(
          "a backslash that doesn't start an escape sequence", "\\u and four hexadecimal digits");
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = (value << 4) | hexDigit();
    }
    return value;
  }

  private int escape() {
    int kind = next();
    return switch (kind) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '\\', '\'', '"' -> kind;
      case 'x' -> (hexDigit() << 4) | hexDigit();
      default ->
          throw wrong(
              "an escape sequence that Python never writes", "\\n \\t \\r \\\\ \\' or \\xhh");
    };
  }

  private int hexDigit() {
    int digit = Character.digit(next(), 16);
    if (digit < 0) {
      throw wrong("an invalid escape sequence", "a hexadecimal digit");
    }
    return digit;
  }

  /// The next encoded byte; -1 at the end.
  private int next() {
    if (next == end) {
      if (unread == 0) {
        return -1;
      }
      end = (int) Math.min(buffer.length, unread);
      content.read(buffer, 0, end);
      unread -= end;
      next = 0;
    }
    return buffer[next++] & 0xff;
  }

  private DataException noByte() {
    return wrong("a character outside the range of a byte", "characters 0 to 255");
  }

  private DataException wrong(String what, @Nullable String expected) {
    Problem problem = Problem.at(content.place(content.position() - (end - next)), what);
    return (expected == null ? problem : problem.expected(expected))
        .fix("download or copy the file again, or write it again with protocol 2 or later");
  }
}
