package dev.kern.data.augment;

/// Checks the parameters of augmentations.
final class ParameterRange {
  private ParameterRange() {}

  /// Fails with [IllegalArgumentException] unless `given` lies above 0 and up to `most`.
  static void above0(double given, double most, String kind, String unit) {
    if (!(given > 0 && given <= most)) {
      throw new IllegalArgumentException(
          "%s takes %s above 0 and up to %s, given %s"
              .formatted(kind, unit, plain(most), plain(given)));
    }
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
