package dev.kern.graph;

import java.util.List;

/// The gradient of a convolution with respect to its image.
///
/// `dx[n,h,w,c] = sum over i,j,u,v,f of dy[n,i,j,f] * w[u,v,c,f]`, over all positions where window
/// element `(u, v)` covers pixel `(h, w)`, and over the filters `f` in the group of `c`.
///
/// @param window the convolution's window
/// @param groups the convolution's groups
/// @param image the shape of the convolution's image
public record Conv2dInputGradient(Window window, int groups, Shape image) implements Op {
  /// The gradient with respect to the image, `[N, H, W, C]`.
  public static Node of(Node dy, Node filter, Window window, int groups, Shape image) {
    return dy.graph().add(new Conv2dInputGradient(window, groups, image), dy, filter);
  }

  @Override
  public String symbol() {
    return "conv2d_input_gradient";
  }

  @Override
  public String attributes() {
    return Conv2d.attributes(window, groups);
  }

  @Override
  public List<String> roles() {
    return List.of("dy", "filter");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectRank(1, 4, "[K, L, C, F]");
    Shape filter = call.shape(1);
    call.expectShape(
        0,
        Shape.of(
            image.extent(0),
            window.outputHeight(image.extent(1)),
            window.outputWidth(image.extent(2)),
            filter.extent(3)));
    return image;
  }
}
