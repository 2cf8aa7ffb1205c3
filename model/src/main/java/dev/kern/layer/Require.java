package dev.kern.layer;

import dev.kern.graph.Window;

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

  /// Refuses numbers of pixels that no window has: `conv needs a stride of 1 to 8192 pixels, given
  /// 0`.
  static void pixels(int given, String kind, String what) {
    pixels(1, given, kind, what);
  }

  /// Refuses numbers of pixels that are less than `least` or more than an image has.
  static void pixels(int least, int given, String kind, String what) {
    if (given < least || given > Window.LARGEST) {
      throw new IllegalArgumentException(
          "%s needs a %s of %d to %d pixels, given %d"
              .formatted(kind, what, least, Window.LARGEST, given));
    }
  }

  /// Refuses gaps that make filters reach further than an image does.
  static void reach(int extent, int dilation, String kind) {
    pixels(dilation, kind, "dilation");
    long reach = (extent - 1L) * dilation + 1;
    if (reach > Window.LARGEST) {
      throw new IllegalArgumentException(
          "%s needs filters that reach over 1 to %d pixels with their dilation, given %d"
              .formatted(kind, Window.LARGEST, reach));
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
