package dev.kern.train.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a line of JSON is apart from its digits: `{"type":"progress","step":12,"loss":0.25}` and
/// `{"type":"progress","step":345,"loss":0.5}` have one outline.
///
/// Two lines with the same outline are both valid JSON with the same keys, or neither is. A run of
/// digits counts by what it may not be: one that begins with a zero, one that is too long for an
/// `int`, and one that is too long for a `long` differ from others, unless it is a fraction.
///
/// Remembers where the first two numbers of the line that matched last are. Not thread-safe.
final class Outline {
  private static final int INT_DIGITS = 9;
  private static final int LONG_DIGITS = 18;

  /// The line with one digit for each run of digits, which says what kind of run it is.
  private final byte[] text;

  /// In the text, where the first two numbers outside of strings begin and end.
  private final int[] numbers;

  /// The same in the line that matched last.
  private final int[] found = new int[4];

  private Outline(byte[] text, int[] numbers) {
    this.text = text;
    this.numbers = numbers;
  }

  /// The outline of a line.
  static Outline of(byte[] line, int start, int end) {
    byte[] text = new byte[end - start];
    int[] numbers = {-1, -1, -1, -1};
    int begun = 0;
    int length = 0;
    boolean inString = false;
    boolean inNumber = false;
    for (int i = start; i < end; ) {
      byte c = line[i];
      if (inNumber && !continuesNumber(c)) {
        inNumber = false;
        if (begun <= 2) {
          numbers[2 * begun - 1] = length;
        }
      } else if (!inNumber && !inString && (isDigit(c) || c == '-')) {
        inNumber = true;
        if (begun < 2) {
          numbers[2 * begun] = length;
        }
        begun++;
      }
      if (isDigit(c)) {
        int to = afterDigits(line, i, end);
        text[length++] = kind(c, to - i, i == start ? 0 : line[i - 1]);
        i = to;
      } else {
        if (c == '"') {
          inString = !inString;
        } else if (c == '\\' && i + 1 < end && !isDigit(line[i + 1])) {
          text[length++] = c;
          i++;
        }
        text[length++] = line[i++];
      }
    }
    return new Outline(Arrays.copyOf(text, length), numbers);
  }

  /// Where a line with this outline ends that begins at `start`: at a line feed before `end`. If
  /// there is none, -1.
  int match(byte[] bytes, int start, int end) {
    int at = start;
    int next = 0; // of the numbers
    for (int i = 0; i < text.length; i++) {
      if (next < 4 && i == numbers[next]) {
        found[next++] = at;
      }
      if (at >= end) {
        return -1;
      }
      byte wanted = text[i];
      byte c = bytes[at];
      if (isDigit(wanted)) {
        int to = afterDigits(bytes, at, end);
        if (to == at || kind(c, to - at, at == start ? 0 : bytes[at - 1]) != wanted) {
          return -1;
        }
        at = to;
      } else if (c != wanted) {
        return -1;
      } else {
        at++;
      }
    }
    return at < end && bytes[at] == '\n' ? at : -1;
  }

  private static int afterDigits(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && isDigit(bytes[at])) {
      at++;
    }
    return at;
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

  /// Whether lines have two numbers or more.
  boolean hasNumbers() {
    return numbers[3] >= 0;
  }

  /// The first number of the line that matched last, without a fraction.
  long first(byte[] bytes) {
    boolean negative = bytes[found[0]] == '-';
    long number = 0;
    for (int i = negative ? found[0] + 1 : found[0]; i < found[1]; i++) {
      number = 10 * number + bytes[i] - '0';
    }
    return negative ? -number : number;
  }

  /// The second number of the line that matched last.
  double second(byte[] bytes) {
    return Double.parseDouble(
        new String(bytes, found[2], found[3] - found[2], StandardCharsets.ISO_8859_1));
  }
}
