package dev.kern.data.augment;

/// The image made lighter or darker: every value moves by the same amount, up to `part` of the
/// difference between the image's lightest and darkest.
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
