package dev.kern.data.augment;

/// Enlarges or shrinks the image about its centre by a factor from `1 / (1 + part)` to `1 + part`,
/// as often one as the other.
///
/// @param part the largest change: 0.1 is a tenth
public record Zoom(double part) implements Geometric {
  /// Fails with [IllegalArgumentException] if `part` is not above 0 and up to 4.
  public Zoom {
    ParameterRange.above0(part, 4, "scale", "a fraction");
  }

  @Override
  public String kind() {
    return "scale";
  }
}
