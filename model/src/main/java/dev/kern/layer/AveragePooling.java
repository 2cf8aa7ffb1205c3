package dev.kern.layer;

import dev.kern.graph.AveragePool;
import dev.kern.graph.Node;
import dev.kern.graph.Padding;
import dev.kern.graph.Pool2d;
import dev.kern.graph.Window;
import dev.kern.math.Pooling;

/// The mean of each channel in a window; padding is left out.
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
public record AveragePooling(int height, int width, int stride, Padding padding) implements Layer {
  /// Fails with [IllegalArgumentException] if a number is below 1 or more pixels than an image has.
  public AveragePooling {
    Require.pixels(height, "averagePool", "height");
    Require.pixels(width, "averagePool", "width");
    Require.pixels(stride, "averagePool", "stride");
  }

  /// A window that moves by its own height; SAME padding.
  public static AveragePooling of(int height, int width) {
    return new AveragePooling(height, width, height, Padding.SAME);
  }

  /// The same with another stride.
  public AveragePooling stride(int pixels) {
    return new AveragePooling(height, width, pixels, padding);
  }

  /// The same with another padding.
  public AveragePooling padding(Padding other) {
    return new AveragePooling(height, width, stride, other);
  }

  /// The same with as much padding as gives `ceil(size / stride)` outputs.
  public AveragePooling same() {
    return padding(Padding.SAME);
  }

  /// The same without padding.
  public AveragePooling valid() {
    return padding(Padding.VALID);
  }

  @Override
  public String kind() {
    return "averagePool";
  }

  @Override
  public String settings() {
    return LayerText.window(height, width, stride, padding);
  }

  @Override
  public Node build(Scope scope, Node x) {
    Window window = new Window(height, width, stride, padding, 1);
    scope.expectImages(this, new Pool2d(Pooling.AVERAGE, window), x);
    return AveragePool.of(x, window);
  }
}
