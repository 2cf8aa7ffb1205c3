package dev.kern.watch;

import org.jspecify.annotations.Nullable;

/// Numbers as the page takes them.
final class Numbers {
  private Numbers() {}

  /// The number with the digits that a curve needs; null, which JSON has, in place of NaN, which it
  /// hasn't.
  static @Nullable Number orNull(double number) {
    return Double.isFinite(number) ? (Number) (float) number : null;
  }
}
