package dev.kern.layer;

import dev.kern.graph.MaxPool;
import dev.kern.graph.Node;
import dev.kern.graph.Padding;
import dev.kern.graph.Pool2d;
import dev.kern.graph.Window;
import dev.kern.math.Pooling;

/// The largest number of each channel in a window; padding is left out.
///
/// | tensor | shape                    |
/// |--------|--------------------------|
/// | image  | `[N, H, W, C]`           |
/// | result | `[N, out(H), out(W), C]` |
///
/// @param height rows of the window
/// @param width columns of the window
/// @param stride pixels between two positions of the window
/// @param padding what happens at the edges
public record MaxPooling(int height, int width, int stride, Padding padding) implements Layer {
  /// Fails with [IllegalArgumentException] if a number is below 1 or more pixels than an image has.
  public MaxPooling {
    Require.pixels(height, "maxPool", "height");
    Require.pixels(width, "maxPool", "width");
    Require.pixels(stride, "maxPool", "stride");
  }

  /// A window that moves by its own height; SAME padding.
  public static MaxPooling of(int height, int width) {
    return new MaxPooling(height, width, height, Padding.SAME);
  }

  /// The same with another stride.
  public MaxPooling stride(int pixels) {
    return new MaxPooling(height, width, pixels, padding);
  }

  /// The same with another padding.
  public MaxPooling padding(Padding other) {
    return new MaxPooling(height, width, stride, other);
  }

  /// The same with as much padding as gives `ceil(size / stride)` outputs.
  public MaxPooling same() {
    return padding(Padding.SAME);
  }

  /// The same without padding.
  public MaxPooling valid() {
    return padding(Padding.VALID);
  }

  @Override
  public String kind() {
    return "maxPool";
  }

  @Override
  public String settings() {
    return LayerText.window(height, width, stride, padding);
  }

  @Override
  public Node build(Scope scope, Node x) {
    Window window = new Window(height, width, stride, padding, 1);
    scope.expectImages(this, new Pool2d(Pooling.MAX, window), x);
    return MaxPool.of(x, window);
  }
}
