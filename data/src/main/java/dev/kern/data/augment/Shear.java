package dev.kern.data.augment;

/// Slants the image: moves rows sideways by up to `part` pixels per row of distance from the
/// middle.
///
/// @param part the largest slant: 0.1 slants by six degrees
public record Shear(double part) implements Geometric {
  /// Fails with [IllegalArgumentException] if `part` is not above 0 and up to 4.
  public Shear {
    ParameterRange.above0(part, 4, "shear", "a fraction");
  }

  @Override
  public String kind() {
    return "shear";
  }
}
