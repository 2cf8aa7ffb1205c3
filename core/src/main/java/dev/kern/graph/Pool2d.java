package dev.kern.graph;

import dev.kern.math.Pooling;
import java.util.List;

/// Pools each channel over a sliding window; created by [MaxPool] and [AveragePool].
///
/// | tensor | shape                    |
/// |--------|--------------------------|
/// | image  | `[N, H, W, C]`           |
/// | result | `[N, out(H), out(W), C]` |
///
/// `y[n,i,j,c] = max or mean over u,v inside the image of x[n, i*s + u - p, j*s + v - q, c]`
///
/// @param pooling the kind of pooling, maximum or mean
/// @param window the window's extents and how it moves
public record Pool2d(Pooling pooling, Window window) implements Op {
  /// Fails with [IllegalArgumentException] if the kind is [Pooling#NONE].
  public Pool2d {
    if (pooling == Pooling.NONE) {
      throw new IllegalArgumentException("pooling needs max or average, given none");
    }
  }

  static Node of(Pooling pooling, Node image, Window window) {
    return image.graph().add(new Pool2d(pooling, window), image);
  }

  @Override
  public String symbol() {
    return pooling + "_pool";
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
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    return Conv2d.slide(call, window);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> Pool2dGradient.of(pooling, y.input(0), dy, window));
  }
}
