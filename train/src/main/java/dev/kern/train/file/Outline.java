package dev.kern.train.file;

import java.nio.charset.StandardCharsets;

/// What a line of JSON is apart from its digits: `{"type":"progress","step":12,"loss":0.25}` and
/// `{"type":"progress","step":345,"loss":0.5}` have one outline.
///
/// Two lines with the same outline are both valid JSON with the same keys, or neither is. A run of
/// digits counts by what it may not be: one that begins with a zero, one that is too long for an
/// `int`, and one that is too long for a `long` differ from others, unless it is a fraction.
final class Outline {
  private static final int INT_DIGITS = 9;
  private static final int LONG_DIGITS = 18;

  private byte[] text = new byte[256];
  private int numbers;
  private final int[] from = new int[2];
  private final int[] to = new int[2];

  /// The outline of a line; remembers where its first two numbers are.
  String of(byte[] line, int start, int end) {
    if (text.length < end - start) {
      text = new byte[2 * (end - start)];
    }
    numbers = 0;
    int length = 0;
    boolean inString = false;
    boolean inNumber = false;
    for (int i = start; i < end; ) {
      byte c = line[i];
      if (inNumber && !continuesNumber(c)) {
        inNumber = false;
        numberEnds(i);
      } else if (!inNumber && !inString && (isDigit(c) || c == '-')) {
        inNumber = true;
        numberBegins(i);
      }
      if (isDigit(c)) {
        int first = i;
        while (i < end && isDigit(line[i])) {
          i++;
        }
        text[length++] = kind(c, i - first, first == start ? 0 : line[first - 1]);
        continue;
      }
      if (c == '"') {
        inString = !inString;
      } else if (c == '\\' && i + 1 < end && !isDigit(line[i + 1])) {
        text[length++] = c;
        i++;
      }
      text[length++] = line[i++];
    }
    return new String(text, 0, length, StandardCharsets.ISO_8859_1);
  }

  private void numberBegins(int at) {
    if (numbers < from.length) {
      from[numbers] = at;
      to[numbers] = at;
    }
    numbers++;
  }

  private void numberEnds(int at) {
    if (numbers <= to.length) {
      to[numbers - 1] = at;
    }
  }

  private static boolean continuesNumber(byte c) {
    return isDigit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private static byte kind(byte first, int digits, byte before) {
    if (before == '.') {
      return '1';
    }
    if (first == '0') {
      return (byte) (digits == 1 ? '1' : '0');
    }
    return (byte) (digits <= INT_DIGITS ? '1' : digits <= LONG_DIGITS ? '2' : '3');
  }

  /// Whether the line has two numbers or more.
  boolean hasNumbers() {
    return numbers >= from.length;
  }

  /// The first number of that line, without a fraction.
  long first(byte[] line) {
    boolean negative = line[from[0]] == '-';
    long number = 0;
    for (int i = negative ? from[0] + 1 : from[0]; i < to[0]; i++) {
      number = 10 * number + line[i] - '0';
    }
    return negative ? -number : number;
  }

  /// The second number of that line.
  double second(byte[] line) {
    String digits = new String(line, from[1], to[1] - from[1], StandardCharsets.ISO_8859_1);
    return Double.parseDouble(digits);
  }
}
