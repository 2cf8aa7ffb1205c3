package dev.kern.data.augment;

/// Swaps light and dark: mirrors each value within the image's own range.
///
/// @param chance the probability: 0.1 is one image in ten
public record Invert(double chance) implements Tonal {
  /// Fails with [IllegalArgumentException] if `chance` is not above 0 and up to 1.
  public Invert {
    ParameterRange.above0(chance, 1, "invert", "a probability");
  }

  @Override
  public String kind() {
    return "invert";
  }
}
