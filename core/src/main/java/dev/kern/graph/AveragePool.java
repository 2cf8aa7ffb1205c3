package dev.kern.graph;

import java.util.List;

/// The mean of each channel over a window; padding is left out of sum and count, as TensorFlow
/// does.
///
/// | tensor | shape                    |
/// |--------|--------------------------|
/// | image  | `[N, H, W, C]`           |
/// | result | `[N, out(H), out(W), C]` |
///
/// `y[n,i,j,c] = mean over u,v inside the image of x[n, i*s + u - p, j*s + v - q, c]`
///
/// @param window the window's extents and how it moves
public record AveragePool(Window window) implements Op {
  /// The pooled image.
  ///
  /// Fails with [ShapeException] if the window does not fit into the image.
  public static Node of(Node image, Window window) {
    return image.graph().add(new AveragePool(window), image);
  }

  @Override
  public String symbol() {
    return "average_pool";
  }

  @Override
  public String attributes() {
    return window.toString();
  }

  @Override
  public List<String> roles() {
    return List.of("image");
  }

  @Override
  public Shape infer(Call call) {
    call.expectInputs(1);
    return Conv2d.slide(call, window);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> AveragePoolGradient.of(dy, window, y.input(0).shape()));
  }
}
