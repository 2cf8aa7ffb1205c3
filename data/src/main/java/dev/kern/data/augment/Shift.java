package dev.kern.data.augment;

/// Moves the image along rows and along columns, each by up to this many pixels, including
/// fractions.
///
/// @param pixels the largest distance
public record Shift(double pixels) implements Geometric {
  /// Fails with [IllegalArgumentException] if `pixels` is not above 0 and up to 1000.
  public Shift {
    ParameterRange.above0(pixels, 1000, "shift", "pixels");
  }

  @Override
  public String kind() {
    return "shift";
  }
}
