package dev.kern.report.draw;

/// What values reach from and to; from infinity to minus infinity if there are none.
public record Extent(double least, double greatest) {
  /// The range of some values.
  public static Extent of(float[] values) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    return new Extent(least, greatest);
  }

  /// How far the values reach from zero, on the side where they reach farther.
  public double strongest() {
    return Math.max(greatest, -least);
  }
}
