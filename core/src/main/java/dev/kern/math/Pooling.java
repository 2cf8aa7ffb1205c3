package dev.kern.math;

import java.util.Locale;

/// The kinds of pooling: what becomes of the pixels in a window, channel by channel.
public enum Pooling {
  /// No pooling.
  NONE,
  /// The largest pixel.
  MAX,
  /// The mean of the pixels.
  AVERAGE;

  /// The pooling's name in text, such as `max`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
