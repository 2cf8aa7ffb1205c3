package dev.kern.layer;

import dev.kern.graph.Node;
import dev.kern.graph.Pad;
import java.util.List;

/// A border of one number around each image, such as the least one before max pooling; see
/// [ZeroPadding] for zeros.
///
/// @param top rows above
/// @param bottom rows below
/// @param left columns on the left
/// @param right columns on the right
/// @param value the number
public record Bordering(int top, int bottom, int left, int right, double value) implements Layer {
  /// Fails with [IllegalArgumentException] if a border is negative or larger than
  /// [dev.kern.graph.Window#LARGEST], or the number isn't finite.
  public Bordering {
    Require.pixels(0, top, "border", "border at the top");
    Require.pixels(0, bottom, "border", "border at the bottom");
    Require.pixels(0, left, "border", "border on the left");
    Require.pixels(0, right, "border", "border on the right");
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("border needs a finite value, given " + value);
    }
  }

  @Override
  public String kind() {
    return "border";
  }

  @Override
  public String settings() {
    return "%d above, %d below, %d left, %d right, of %s"
        .formatted(top, bottom, left, right, value);
  }

  @Override
  public Node build(Scope scope, Node x) {
    scope.expectImages(this, new Pad(List.of(), List.of(), value), x);
    return Pad.of(x, List.of(0, top, left, 0), List.of(0, bottom, right, 0), value);
  }
}
