package dev.kern.data.augment;

/// Paints over a square of the image with the image's mean. Its centre lies anywhere in the image,
/// so that a part may lie outside.
///
/// Source: DeVries and Taylor 2017.
///
/// @param pixels the side of the square
public record Cutout(int pixels) implements Tonal {
  /// Fails with [IllegalArgumentException] if `pixels` is not from 1 to 1000.
  public Cutout {
    ParameterRange.above0(pixels, 1000, "cutout", "pixels");
  }

  @Override
  public String kind() {
    return "cutout";
  }
}
