package dev.kern.graph;

import java.util.List;

/// The gradient through average pooling: each `dy` is shared equally by the pixels that were
/// averaged.
///
/// @param window the pooling's window
/// @param image the shape of the pooled image
public record AveragePoolGradient(Window window, Shape image) implements Op {
  /// The gradient by the image, `[N, H, W, C]`.
  public static Node of(Node dy, Window window, Shape image) {
    return dy.graph().add(new AveragePoolGradient(window, image), dy);
  }

  @Override
  public String symbol() {
    return "average_pool_gradient";
  }

  @Override
  public String attributes() {
    return window.toString();
  }

  @Override
  public List<String> roles() {
    return List.of("dy");
  }

  @Override
  public Shape infer(Call call) {
    call.expectInputs(1);
    call.expectShape(
        0,
        Shape.of(
            image.extent(0),
            window.outputHeight(image.extent(1)),
            window.outputWidth(image.extent(2)),
            image.extent(3)));
    return image;
  }
}
