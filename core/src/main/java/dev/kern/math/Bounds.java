package dev.kern.math;

/// Range checks of settings; each fails with an [IllegalArgumentException] that names the setting.
public final class Bounds {
  private Bounds() {}

  /// Fails unless `given` is finite and above 0.
  public static void positive(double given, String what) {
    if (!(given > 0 && given < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s must be greater than 0, given %s".formatted(what, given));
    }
  }

  /// Fails unless `given` is in `[0, 1)`.
  public static void fraction(double given, String what) {
    if (!(given >= 0 && given < 1)) {
      throw new IllegalArgumentException(
          "%s must be at least 0 and less than 1, given %s".formatted(what, given));
    }
  }

  /// Fails if `given` is below 1.
  public static void atLeastOne(long given, String what) {
    if (given < 1) {
      throw new IllegalArgumentException("%s must be at least 1, given %d".formatted(what, given));
    }
  }
}
