package dev.kern.data.augment;

/// The image turned about its middle, either way.
///
/// @param degrees how far at most
public record Rotate(double degrees) implements Geometric {
  /// Fails with [IllegalArgumentException] if `degrees` is not above 0 and up to 180.
  public Rotate {
    ParameterRange.above0(degrees, 180, "rotate", "degrees");
  }

  @Override
  public String kind() {
    return "rotate";
  }
}
