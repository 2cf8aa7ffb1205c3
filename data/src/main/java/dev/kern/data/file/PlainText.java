package dev.kern.data.file;

import java.util.Locale;
import java.util.regex.Pattern;

/// Text that a terminal shows as it is: no characters that it obeys, that turn the direction of
/// what follows, or that are invisible.
public final class PlainText {
  /// The most characters of a name that comes from outside.
  public static final int LONGEST_NAME = 200;

  /// The name and password in a web address. A password may hold slashes that should be escaped; a
  /// path has one slash where an address has two.
  private static final Pattern PASSWORD =
      Pattern.compile(
          "(://|(?i:[a-z][a-z0-9+.-]+:/))"
              + "(?:[^\\s/?#\"]*|[^\\s/@:\"]*:[^\\s/@\"]*[^\\s/@\"\\d][^\\s\"]*)@");

  private PlainText() {}

  /// Whether a terminal shows this character and does nothing else.
  public static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE, // half of a pair
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // Letters and symbols that show nothing
      default ->
          switch (codePoint) {
            case 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0 -> false;
            default -> codePoint < 0xfe00 || (codePoint > 0xfe0d && codePoint < 0xe0100);
          };
    };
  }

  /// Whether all characters of a text are plain.
  public static boolean isPlain(String text) {
    return text.codePoints().allMatch(PlainText::isPlain);
  }

  /// Whether a text from outside may be a name: plain, not blank and not too long.
  public static boolean isName(String text) {
    return !text.isBlank() && text.length() <= LONGEST_NAME && isPlain(text);
  }

  /// A text with all that isn't plain escaped as in Java and JSON: `\u001b`.
  public static String of(String text) {
    if (isPlain(text)) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isPlain(c)) {
                plain.appendCodePoint(c);
              } else {
                plain.append(escaped(c));
              }
            });
    return plain.toString();
  }

  /// A text without the names and passwords of the web addresses in it: `https://…@host/file`.
  public static String withoutPasswords(String text) {
    return text.contains(":/") ? PASSWORD.matcher(text).replaceAll("$1…@") : text;
  }

  private static String escaped(int codePoint) {
    StringBuilder escaped = new StringBuilder();
    for (char half : Character.toChars(codePoint)) {
      escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) half));
    }
    return escaped.toString();
  }
}
