package dev.kern.graph;

import java.util.List;

/// The gradient of a convolution with respect to its filter.
///
/// `dw[u,v,c,f] = sum over n,i,j of x[n, i*s + u*d - p, j*s + v*d - q, g + c] * dy[n,i,j,f]`, `g`
/// being the first channel of the group of `f`.
///
/// @param window the convolution's window
/// @param groups the convolution's groups
public record Conv2dFilterGradient(Window window, int groups) implements Op {
  /// The gradient with respect to the filter, `[K, L, C/G, F]`.
  public static Node of(Node image, Node dy, Window window, int groups) {
    return image.graph().add(new Conv2dFilterGradient(window, groups), image, dy);
  }

  @Override
  public String symbol() {
    return "conv2d_filter_gradient";
  }

  @Override
  public String attributes() {
    return Conv2d.attributes(window, groups);
  }

  @Override
  public List<String> roles() {
    return List.of("image", "dy");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    Shape slid = Conv2d.slide(call, window);
    call.expectRank(1, 4, "[N, out(H), out(W), F]");
    int filters = call.shape(1).extent(3);
    call.expectShape(1, slid.with(3, filters));
    return Shape.of(window.height(), window.width(), call.shape(0).extent(3) / groups, filters);
  }
}
