package dev.kern.data.augment;

/// Moves the image along rows and along columns, each by up to this many whole pixels; what comes
/// in at an edge is the image mirrored at its outermost pixels. The same as a crop of the image's
/// size from the image with a reflected border.
///
/// @param pixels the largest distance
public record Crop(int pixels) implements Whole {
  /// Fails with [IllegalArgumentException] if `pixels` is not from 1 to 1000.
  public Crop {
    ParameterRange.above0(pixels, 1000, "crop", "pixels");
  }

  @Override
  public String kind() {
    return "crop";
  }
}
