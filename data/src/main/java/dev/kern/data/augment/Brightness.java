package dev.kern.data.augment;

/// Makes the image lighter or darker: moves every value by the same amount, up to `part` of the
/// difference between the image's lightest and darkest values.
///
/// @param part the largest change
public record Brightness(double part) implements Tonal {
  /// Fails with [IllegalArgumentException] if `part` is not above 0 and up to 1.
  public Brightness {
    ParameterRange.above0(part, 1, "brightness", "a fraction");
  }

  @Override
  public String kind() {
    return "brightness";
  }
}
