package dev.kern.data.augment;

/// Stretches the image horizontally or vertically: its aspect ratio changes by a factor from `1 /
/// (1 + part)` to `1 + part`, its area stays the same.
///
/// @param part the largest change: 0.1 is a tenth
public record Stretch(double part) implements Geometric {
  /// Fails with [IllegalArgumentException] if `part` is not above 0 and up to 4.
  public Stretch {
    ParameterRange.above0(part, 4, "stretch", "a fraction");
  }

  @Override
  public String kind() {
    return "stretch";
  }
}
