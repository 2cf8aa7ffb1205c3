package dev.kern.data.augment;

/// Blends each image with another one of its batch: `share * one + (1 - share) * other`, and the
/// classes in the same proportion.
///
/// Source: Zhang et al. 2017, "mixup: Beyond empirical risk minimization".
///
/// @param alpha see [Mixing#alpha]; 0.2 is usual
public record Mixup(double alpha) implements Mixing {
  /// Fails with [IllegalArgumentException] if `alpha` is not above 0 and up to 4.
  public Mixup {
    ParameterRange.above0(alpha, 4, "mixup", "an alpha");
  }

  @Override
  public String kind() {
    return "mixup";
  }
}
