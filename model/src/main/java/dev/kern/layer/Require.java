package dev.kern.layer;

/// What layers demand of their numbers.
final class Require {
  private Require() {}

  /// Refuses a number that is too small: `conv needs 1 or more filters, given 0`.
  static void atLeast(int least, int given, String kind, String what) {
    if (given < least) {
      throw new IllegalArgumentException(
          "%s needs %d or more %s, given %d".formatted(kind, least, what, given));
    }
  }

  /// Refuses a number outside of `[0, 1)`.
  static void share(double given, String kind, String what) {
    if (!(given >= 0 && given < 1)) {
      throw new IllegalArgumentException(
          "%s needs a %s of at least 0 and less than 1, given %s".formatted(kind, what, given));
    }
  }
}
