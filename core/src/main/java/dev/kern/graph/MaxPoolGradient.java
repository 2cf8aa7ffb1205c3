package dev.kern.graph;

import java.util.List;

/// The gradient through max pooling: each `dy` goes to the first largest element of its window.
///
/// @param window the pooling's window
public record MaxPoolGradient(Window window) implements Op {
  /// The gradient by the image, `[N, H, W, C]`.
  public static Node of(Node image, Node dy, Window window) {
    return image.graph().add(new MaxPoolGradient(window), image, dy);
  }

  @Override
  public String symbol() {
    return "max_pool_gradient";
  }

  @Override
  public String attributes() {
    return window.toString();
  }

  @Override
  public List<String> roles() {
    return List.of("image", "dy");
  }

  @Override
  public Shape infer(Call call) {
    call.expectInputs(2);
    call.expectShape(1, Conv2d.slide(call, window));
    return call.shape(0);
  }
}
