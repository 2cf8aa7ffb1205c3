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
  /// Fails with [IllegalArgumentException] if a border is negative or larger than
  /// [dev.kern.graph.Window#LARGEST].
  public ZeroPadding {
    Require.pixels(0, top, "padding", "border at the top");
    Require.pixels(0, bottom, "padding", "border at the bottom");
    Require.pixels(0, left, "padding", "border on the left");
    Require.pixels(0, right, "padding", "border on the right");
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
