package dev.kern.data.augment;

/// Distorts the image as if it were drawn on rubber.
///
/// A grid of random displacements, each up to `pixels` along rows and along columns, is laid over
/// the image, one every `spacing` pixels; a cubic B-spline through the grid gives the displacement
/// of each pixel. Small spacing makes handwriting tremble, large spacing bends it.
///
/// Source: Simard et al. 2003 for the idea; Rueckert et al. 1999, "Nonrigid registration using
/// free-form deformations", for the spline.
///
/// @param pixels the largest distance
/// @param spacing the grid spacing in pixels
public record Elastic(double pixels, double spacing) implements Geometric {
  static final double USUAL_SPACING = 7;

  /// Fails with [IllegalArgumentException] if `pixels` is not above 0 and up to 1000 or `spacing`
  /// is not above 0 and up to 1000.
  public Elastic {
    ParameterRange.above0(pixels, 1000, "elastic", "pixels");
    ParameterRange.above0(spacing, 1000, "elastic", "pixels between arrows");
  }

  @Override
  public String kind() {
    return "elastic";
  }

  /// A copy with another grid spacing, in pixels.
  public Elastic spacing(double distance) {
    return new Elastic(pixels, distance);
  }
}
