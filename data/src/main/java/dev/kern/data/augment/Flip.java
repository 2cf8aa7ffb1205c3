package dev.kern.data.augment;

/// Mirrors the image left to right.
///
/// @param chance the probability: 0.5 is every other image
public record Flip(double chance) implements Geometric {
  /// Fails with [IllegalArgumentException] if `chance` is not above 0 and up to 1.
  public Flip {
    ParameterRange.above0(chance, 1, "flip", "a probability");
  }

  @Override
  public String kind() {
    return "flip";
  }
}
