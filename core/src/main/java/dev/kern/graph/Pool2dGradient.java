package dev.kern.graph;

import dev.kern.math.Pooling;
import java.util.List;

/// The gradient through pooling: each `dy` goes to the first largest element of its window, or is
/// divided equally among the pixels that were averaged.
///
/// Only the gradient of max pooling takes the image as an input; average pooling needs just its
/// shape.
///
/// @param pooling the kind of pooling
/// @param window the pooling's window
/// @param image the shape of the pooled image
public record Pool2dGradient(Pooling pooling, Window window, Shape image) implements Op {
  /// The gradient with respect to the image, `[N, H, W, C]`.
  ///
  /// Fails with [ShapeException] if the shape of `dy` isn't that of the pooled image.
  public static Node of(Pooling pooling, Node image, Node dy, Window window) {
    Op op = new Pool2dGradient(pooling, window, image.shape());
    return pooling == Pooling.MAX ? dy.graph().add(op, image, dy) : dy.graph().add(op, dy);
  }

  @Override
  public String symbol() {
    return pooling + "_pool_gradient";
  }

  @Override
  public String attributes() {
    return window.toString();
  }

  @Override
  public List<String> roles() {
    return pooling == Pooling.MAX ? List.of("image", "dy") : List.of("dy");
  }

  @Override
  public Shape infer(ShapeContext call) {
    int inputs = roles().size();
    call.expectInputs(inputs);
    call.expectShape(
        inputs - 1,
        Shape.of(
            image.extent(0),
            window.outputHeight(image.extent(1)),
            window.outputWidth(image.extent(2)),
            image.extent(3)));
    return image;
  }
}
