package dev.kern.layer;

import dev.kern.graph.Node;
import dev.kern.graph.Pad;
import java.util.List;

/// A border of zeros around each image.
///
/// @param top rows above
/// @param bottom rows below
/// @param left columns on the left
/// @param right columns on the right
public record ZeroPadding(int top, int bottom, int left, int right) implements Layer {
  /// Fails with [IllegalArgumentException] if a border is negative.
  public ZeroPadding {
    int least = Math.min(Math.min(top, bottom), Math.min(left, right));
    Require.atLeast(0, least, "padding", "pixels on each side");
  }

  @Override
  public String kind() {
    return "padding";
  }

  @Override
  public String settings() {
    return "%d above, %d below, %d left, %d right".formatted(top, bottom, left, right);
  }

  @Override
  public Node build(Scope scope, Node x) {
    scope.expectImages(this, new Pad(List.of(), List.of(), 0), x);
    return Pad.image(x, top, bottom, left, right);
  }
}
