package dev.kern.data.augment;

/// Light for dark: each value is mirrored within the image's own range.
///
/// @param chance how often: 0.1 is one image in ten
public record Invert(double chance) implements Tonal {
  /// Fails with [IllegalArgumentException] if `chance` is not above 0 and up to 1.
  public Invert {
    ParameterRange.above0(chance, 1, "invert", "a chance");
  }

  @Override
  public String kind() {
    return "invert";
  }
}
