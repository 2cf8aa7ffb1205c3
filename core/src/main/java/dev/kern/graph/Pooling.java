package dev.kern.graph;

import java.util.Locale;

/// How a fused block pools its 2 × 2 pixels with stride 2.
public enum Pooling {
  /// Not at all.
  NONE,
  /// The largest.
  MAX,
  /// The mean.
  AVERAGE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
