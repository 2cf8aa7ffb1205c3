package dev.kern.report.draw;

/// What values reach from and to; from infinity to minus infinity if there are none.
public record Range(double least, double greatest) {
  /// The range of some values.
  public static Range of(float[] values) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    return new Range(least, greatest);
  }

  /// How far the values reach from zero, on the side where they reach farther.
  public double strongest() {
    return Math.max(greatest, -least);
  }
}
