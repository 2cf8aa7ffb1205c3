package dev.kern.data.pickle;

import dev.kern.data.file.Content;
import dev.kern.data.file.Problem;
import dev.kern.data.pickle.StringValue.Encoding;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads the operands of a pickle's instructions: numbers, lines and strings.
final class Operands {
  private static final int LONGEST_LINE = 1024;

  private final Content content;
  private final byte[] line = new byte[LONGEST_LINE];

  Operands(Content content) {
    this.content = content;
  }

  /// An unsigned little-endian number of 1, 2, 4 or 8 bytes; with 8 bytes, the sign bit must be 0.
  long unsigned(int bytes) {
    content.read(line, 0, bytes);
    long number = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      number = (number << 8) | (line[i] & 0xff);
    }
    if (number < 0) {
      throw new MalformedPickleException(
          "impossible length", Long.toUnsignedString(number) + " bytes", null);
    }
    return number;
  }

  /// A signed little-endian number of 4 bytes.
  int int32() {
    return (int) unsigned(4);
  }

  /// A length of 4 bytes, which some instructions store as a signed number.
  long signedLength() {
    int length = int32();
    if (length < 0) {
      throw new MalformedPickleException("negative length", Problem.count(length) + " bytes", null);
    }
    return length;
  }

  /// A whole number in two's complement with this many bytes.
  long whole(long bytes) {
    if (bytes > Long.BYTES) {
      throw new MalformedPickleException(
          "an integer too large for a size or a label",
          Problem.count(bytes) + " bytes",
          "at most " + Long.BYTES);
    }
    content.read(line, 0, (int) bytes);
    long number = bytes == 0 ? 0 : line[(int) bytes - 1]; // with its sign
    for (int i = (int) bytes - 2; i >= 0; i--) {
      number = (number << 8) | (line[i] & 0xff);
    }
    return number;
  }

  /// A big-endian double of 8 bytes.
  double real() {
    content.read(line, 0, Double.BYTES);
    return ByteBuffer.wrap(line).getDouble(0);
  }

  /// A line, without its terminator.
  String line() {
    for (int length = 0; length < LONGEST_LINE; length++) {
      int next = content.next();
      if (next == '\n') {
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
      }
      if (next < 0) {
        throw new MalformedPickleException("the file ends in the middle of a line", null, null);
      }
      line[length] = (byte) next;
    }
    throw new MalformedPickleException(
        "a line is too long",
        "more than " + Problem.count(LONGEST_LINE) + " bytes",
        "a name or a number");
  }

  /// A line with a whole number, with or without Python 2's `L` suffix.
  long wholeLine() {
    String text = line();
    String digits = text.endsWith("L") ? text.substring(0, text.length() - 1) : text;
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException _) {
      throw new MalformedPickleException(
          "not an integer", Problem.quote(text), "at most 19 digits");
    }
  }

  /// A line with a floating-point number as Python prints it.
  double realLine() {
    String text = line();
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> {
        double number = text.matches("[-+0-9.eE]+") ? parse(text) : Double.NaN;
        if (!Double.isFinite(number)) {
          throw new MalformedPickleException(
              "not a floating-point number",
              Problem.quote(text),
              "a number in the range of a double");
        }
        yield number;
      }
    };
  }

  private static double parse(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  /// A string of this many bytes; long ones are skipped.
  StringValue text(Encoding encoding, boolean bytes, long length) {
    long at = content.position();
    if (length > StringValue.SHORT) {
      content.skip(length);
      return new StringValue(encoding, bytes, at, length, null);
    }
    content.read(line, 0, (int) length);
    return new StringValue(encoding, bytes, at, length, decode(encoding, (int) length));
  }

  /// A string on a line.
  StringValue textLine(Encoding encoding) {
    long at = content.position();
    long length = content.skipPast('\n');
    boolean quoted = encoding == Encoding.QUOTED;
    if (quoted) {
      length = checkQuotes(at, length);
      at++;
    }
    if (length > StringValue.SHORT) {
      return new StringValue(encoding, quoted, at, length, null);
    }
    long end = content.position();
    String text = new DecodedBytes(content, encoding, at, length).all();
    content.goTo(end);
    return new StringValue(encoding, quoted, at, length, text);
  }

  /// Python 2 quotes strings with either kind of quote; returns the length between the quotes.
  private long checkQuotes(long at, long length) {
    long end = content.position();
    content.goTo(at);
    int first = content.next();
    content.goTo(at + Math.max(0, length - 1));
    int last = content.next();
    content.goTo(end);
    if (length < 2 || first != last || (first != '\'' && first != '"')) {
      throw new MalformedPickleException("a string without quotes", null, "'…' or \"…\"");
    }
    return length - 2;
  }

  private @Nullable String decode(Encoding encoding, int length) {
    if (encoding == Encoding.RAW) {
      return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(line, 0, length))
          .toString();
    } catch (CharacterCodingException _) {
      throw new MalformedPickleException(
          "a string that isn't valid UTF-8", Problem.count(length) + " bytes", null);
    }
  }
}
