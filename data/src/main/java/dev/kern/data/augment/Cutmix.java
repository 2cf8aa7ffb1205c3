package dev.kern.data.augment;

/// Replaces a rectangle of each image with the same area of another image of the batch, and weights
/// the classes by area.
///
/// Source: Yun et al. 2019, "CutMix".
///
/// @param alpha see [Mixing#alpha]; 1 is usual
public record Cutmix(double alpha) implements Mixing {
  /// Fails with [IllegalArgumentException] if `alpha` is not above 0 and up to 4.
  public Cutmix {
    ParameterRange.above0(alpha, 4, "cutmix", "an alpha");
  }

  @Override
  public String kind() {
    return "cutmix";
  }
}
