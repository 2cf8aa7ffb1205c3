package dev.kern.data.augment;

/// Rotates the image about its centre, in either direction.
///
/// @param degrees the largest angle
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
