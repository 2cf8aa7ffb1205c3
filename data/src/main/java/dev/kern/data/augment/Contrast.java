package dev.kern.data.augment;

/// Raises or lowers the contrast: scales the distance of every value from the image's mean by a
/// factor from `1 / (1 + part)` to `1 + part`.
///
/// @param part the largest change
public record Contrast(double part) implements Tonal {
  /// Fails with [IllegalArgumentException] if `part` is not above 0 and up to 4.
  public Contrast {
    ParameterRange.above0(part, 4, "contrast", "a fraction");
  }

  @Override
  public String kind() {
    return "contrast";
  }
}
