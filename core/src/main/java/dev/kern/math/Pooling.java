package dev.kern.math;

import java.util.Locale;

/// What is taken of the pixels in a window, channel by channel.
public enum Pooling {
  /// Every pixel: there is no pooling.
  NONE,
  /// The largest.
  MAX,
  /// The mean.
  AVERAGE;

  /// The pooling's name in text, such as `max`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
