package dev.kern.data.augment;

/// Paints over a rectangle of the image with a random value from the image's range.
///
/// The rectangle covers up to `part` of the image's area, is up to twice as wide as high or the
/// reverse, and has its centre anywhere in the image.
///
/// Source: Zhong et al. 2017, "Random erasing data augmentation".
///
/// @param part the largest fraction of the image
/// @param chance the probability: 0.5 is every other image
public record Erase(double part, double chance) implements Tonal {
  /// Fails with [IllegalArgumentException] if `part` is not above 0 and up to 1 or `chance` is not
  /// above 0 and up to 1.
  public Erase {
    ParameterRange.above0(part, 1, "erase", "a fraction");
    ParameterRange.above0(chance, 1, "erase", "a probability");
  }

  @Override
  public String kind() {
    return "erase";
  }

  /// A copy with another probability.
  public Erase chance(double probability) {
    return new Erase(part, probability);
  }
}
