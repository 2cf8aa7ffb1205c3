package dev.kern.serve.json;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads arrays of numbers of a JSON text, each number with the bits that [Float#parseFloat] gives.
///
/// Up to 18 digits are an integer, which is divided or multiplied by a power of ten in double
/// precision. That is within 2 units in the last place of the number, so that rounding it to a
/// float is right unless it lies that close to the middle of two floats. Then, and for what is too
/// small, too large or too long, [Float#parseFloat] itself is asked.
///
/// Beside the numbers of JSON it takes `NaN`, `Infinity` and `-Infinity`, which Python writes.
final class NumberScanner {
  /// How deep arrays are nested at most.
  static final int DEEPEST = 8;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int WORD = Long.BYTES;
  private static final long ZEROS = 0x3030303030303030L;

  /// A point as the second byte of a word, as it differs from a zero.
  private static final int POINT = ('.' ^ '0') << Byte.SIZE;

  /// A minus as it differs from a zero.
  private static final int MINUS = '-' ^ '0';

  /// The highest bits of all bytes of a word.
  private static final long HIGHEST = 0x8080808080808080L;

  /// How many digits behind the point fit a word, with what is around them.
  private static final int SHORT = 5;

  private static final int[] TENS = {1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000};

  /// All integers of so many digits fit a long.
  private static final int MOST_DIGITS = 18;

  private static final double[] POWERS = powers();

  /// The bits of a double that a float has not, and where the middle of two floats is in them.
  private static final int TAIL = (1 << 29) - 1;

  private static final int MIDDLE = 1 << 28;
  private static final int NEAR = 8;

  private static final int FIRST_VALUES = 1024;

  private final byte[] text;
  private final int most;
  private int at;

  /// Whether the last number had few digits: then the next is likely to have few, too.
  private boolean shortOnes;

  private float[] values;
  private int count;

  /// @param text ends in a character that isn't part of a number
  /// @param most how many numbers there are at most
  NumberScanner(byte[] text, int most) {
    this.text = text;
    this.most = most;
    this.values = new float[Math.min(most, FIRST_VALUES)];
  }

  private static double[] powers() {
    double[] powers = new double[46];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = Double.parseDouble("1e" + i);
    }
    return powers;
  }

  /// Where the scanner is: behind the last array.
  int position() {
    return at;
  }

  /// How many numbers it has read in all.
  int count() {
    return count;
  }

  /// Whether the array that begins somewhere has a number as its first element, at whatever level.
  ///
  /// Fails with `DataException` if it is nested too deeply.
  boolean holdsNumbers(int start) {
    at = start;
    int depth = 0;
    while (text[at] == '[') {
      if (++depth > DEEPEST) {
        throw Problem.at(where(start), "arrays are nested too deeply")
            .expected("at most " + DEEPEST + " levels")
            .fix("the levels of a tensor: images, rows, columns and channels");
      }
      skip();
    }
    byte c = text[at];
    return (c >= '0' && c <= '9') || c == '-' || c == 'N' || c == 'I';
  }

  /// The array that begins somewhere and [holds numbers][#holdsNumbers].
  ///
  /// Fails with `DataException` if it isn't one of numbers alone, or is ragged.
  Numbers read(int start) {
    at = start;
    int first = count;
    int[] seen = new int[DEEPEST + 1];
    int[] shape = new int[DEEPEST + 1];
    Arrays.fill(shape, -1);
    int depth = 0;
    while (text[at] == '[') {
      depth++;
      skip();
    }
    int rank = depth;
    while (true) {
      seen[depth] = row();
      while (true) { // the array at `at` is closed
        if (shape[depth] < 0) {
          shape[depth] = seen[depth];
        } else if (shape[depth] != seen[depth]) {
          throw ragged(seen[depth] + " elements", shape[depth] + ", as in the arrays before");
        }
        seen[depth] = 0;
        depth--;
        seen[depth]++;
        at++;
        if (depth == 0) {
          return new Numbers(
              Arrays.copyOfRange(values, first, count), Arrays.copyOfRange(shape, 1, rank + 1));
        }
        skipFrom(at);
        if (text[at] == ',') {
          break;
        }
        if (text[at] != ']') {
          throw unexpected("a comma, or ] at the end of the array");
        }
      }
      skip();
      while (text[at] == '[') {
        depth++;
        if (depth > rank) {
          throw ragged("an array where others have a number", "a number");
        }
        skip();
      }
      if (depth < rank) {
        throw ragged("'" + (char) text[at] + "' where others have an array", "[");
      }
    }
  }

  /// Reads the numbers of an innermost array up to its end, and tells how many.
  private int row() {
    int first = count;
    while (true) {
      if (count == values.length) {
        expectRoom();
        values = Arrays.copyOf(values, (int) Math.min(most, 2L * count));
      }
      if (!shortOnes || !shortFraction()) {
        values[count] = number();
      }
      count++;
      byte c = text[at];
      if (c != ',' && c != ']') {
        skipFrom(at);
        c = text[at];
      }
      if (c == ']') {
        return count - first;
      }
      if (c != ',') {
        throw unexpected("a comma, or ] at the end of the array");
      }
      c = text[++at];
      if (c <= ' ') {
        skipFrom(at);
      }
    }
  }

  private void expectRoom() {
    if (count >= most) {
      throw Problem.at(where(at), "too many numbers")
          .expected("at most " + Problem.count(most) + " in one request")
          .fix("send fewer images at a time");
    }
  }

  /// Reads a number such as `-0.123`, with one to five digits behind the point; false if it is
  /// another, which is then yet to be read.
  ///
  /// Where the next number begins is known after few steps, one after the other, and none of them
  /// depends on the sign or the number of digits by a branch, which couldn't be predicted. All
  /// digits and the power of ten are exact floats, so their quotient is right.
  private boolean shortFraction() {
    if (at + WORD > text.length) {
      return false;
    }
    long word = (long) LONGS.get(text, at) ^ ZEROS;
    long others = others(word) & -1L << Byte.SIZE; // the first is a minus or a digit, see below
    long behind = others & (others - 1); // the point is the first of the others
    int end = Long.numberOfTrailingZeros(behind) / Byte.SIZE;
    int minus = isZero(((int) word & 0xff) ^ MINUS);
    long digitsAt = word >>> (Byte.SIZE * minus);
    long first = digitsAt & 0xff;
    int length = end - minus - 2;
    boolean fits = behind != 0 && first <= 9 && (digitsAt & 0xff00) == POINT && length >= 1;
    if (!fits || (text[at + end] | 0x20) == 'e') {
      shortOnes = false;
      return false;
    }
    at += end;
    long digits = first * TENS[length] + digits(digitsAt >>> (2 * Byte.SIZE), length);
    values[count] = negatedIf(minus, (float) (int) digits / TENS[length]);
    return true;
  }

  /// The highest bit of each byte of a word that is no digit, up to the first byte beyond ASCII.
  ///
  /// @param word bytes as they differ from a zero
  private static long others(long word) {
    return (word | (word + 0x7676767676767676L)) & HIGHEST;
  }

  /// 1 for zero, 0 for positive numbers, without a branch.
  private static int isZero(int number) {
    return (number - 1) >>> (Integer.SIZE - 1);
  }

  /// A number whose sign is changed if `minus` is 1, without a branch.
  private static float negatedIf(int minus, float value) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(value) ^ minus << (Integer.SIZE - 1));
  }

  private float number() {
    int start = at;
    int minus = isZero((text[start] & 0xff) ^ '-');
    int p = start + minus;
    int digitsAt = p;
    long digits = 0;
    int digit;
    while ((digit = text[p] - '0') >= 0 && digit <= 9) {
      digits = 10 * digits + digit;
      p++;
    }
    int length = p - digitsAt;
    if (length == 0 || (length > 1 && text[digitsAt] == '0')) {
      return word(minus == 1);
    }
    int scale = 0;
    if (text[p] == '.') {
      int fractionAt = ++p;
      while (p + WORD <= text.length) {
        long eight = (long) LONGS.get(text, p) ^ ZEROS;
        long others = others(eight);
        if (others != 0) {
          int more = Long.numberOfTrailingZeros(others) / Byte.SIZE;
          digits = TENS[more] * digits + digits(eight, more);
          p += more;
          break;
        }
        digits = 100_000_000 * digits + eightDigits(eight);
        p += WORD;
      }
      while ((digit = text[p] - '0') >= 0 && digit <= 9) {
        digits = 10 * digits + digit;
        p++;
      }
      scale = fractionAt - p;
      length -= scale;
      shortOnes = scale >= -SHORT;
      if (scale == 0) {
        at = p;
        throw unexpected("a digit behind the point");
      }
    }
    if ((text[p] | 0x20) == 'e') {
      return withExponent(minus == 1, digitsAt, p);
    }
    at = p;
    if (length > MOST_DIGITS && length - leadingZeros(digitsAt) > MOST_DIGITS) {
      return exactly(start);
    }
    return rounded(start, minus, digits, scale);
  }

  /// The number of less than eight digits, of which the first is in the lowest byte.
  private static long digits(long word, int count) {
    return eightDigits(word << (Long.SIZE - Byte.SIZE - Byte.SIZE * count) << Byte.SIZE);
  }

  /// The number of eight digits, of which the first is in the lowest byte.
  private static long eightDigits(long eight) {
    long pairs = eight * 10 + (eight >>> 8);
    long low = (pairs & 0x000000ff000000ffL) * (100 + (1_000_000L << 32));
    long high = ((pairs >>> 16) & 0x000000ff000000ffL) * (1 + (10_000L << 32));
    return (low + high) >>> 32;
  }

  private float rounded(int start, int minus, long digits, int scale) {
    if (digits == 0) {
      return negatedIf(minus, 0);
    }
    if (scale <= -POWERS.length) {
      return exactly(start);
    }
    double value = digits / POWERS[-scale];
    int tail = (int) Double.doubleToRawLongBits(value) & TAIL;
    if (Math.abs(tail - MIDDLE) <= NEAR || value < Float.MIN_NORMAL) {
      return exactly(start);
    }
    return negatedIf(minus, (float) value);
  }

  /// How many zeros a number begins with.
  private int leadingZeros(int from) {
    int p = from;
    int zeros = 0;
    while (text[p] == '0' || text[p] == '.') {
      zeros += text[p] == '0' ? 1 : 0;
      p++;
    }
    return zeros;
  }

  private float withExponent(boolean negative, int digitsAt, int exponentAt) {
    int p = exponentAt + 1;
    if (text[p] == '+' || text[p] == '-') {
      p++;
    }
    int first = p;
    while (text[p] >= '0' && text[p] <= '9') {
      p++;
    }
    at = p;
    if (p == first) {
      throw unexpected("a digit of the exponent");
    }
    return exactly(negative ? digitsAt - 1 : digitsAt);
  }

  private float exactly(int start) {
    return Float.parseFloat(new String(text, start, at - start, StandardCharsets.ISO_8859_1));
  }

  /// What isn't written in digits.
  private float word(boolean negative) {
    int p = negative ? at + 1 : at;
    if (startsWith("Infinity", p)) {
      at = p + "Infinity".length();
      return negative ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
    }
    if (!negative && startsWith("NaN", p)) {
      at = p + "NaN".length();
      return Float.NaN;
    }
    throw unexpected("a number");
  }

  private boolean startsWith(String word, int from) {
    if (from + word.length() > text.length) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (text[from + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Goes to the next character that isn't a space.
  private void skip() {
    skipFrom(at + 1);
  }

  private void skipFrom(int from) {
    int p = from;
    while (text[p] == ' ' || text[p] == '\n' || text[p] == '\r' || text[p] == '\t') {
      p++;
    }
    at = p;
  }

  private DataException unexpected(String expected) {
    return problem("not an array of numbers")
        .given(shown())
        .expected(expected)
        .fix("correct the text at this position");
  }

  private DataException ragged(String given, String expected) {
    return problem("the arrays of a tensor differ in length or depth")
        .given(given)
        .expected(expected)
        .fix("the same shape for all images and rows");
  }

  private Problem problem(String what) {
    return Problem.at(where(at), what);
  }

  private String shown() {
    int end = Math.min(text.length, at + 12);
    return Problem.quote(new String(text, at, end - at, StandardCharsets.UTF_8));
  }

  static String where(int position) {
    return "body, byte " + Problem.count(position);
  }
}
