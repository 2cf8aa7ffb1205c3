package dev.kern.layer;

import dev.kern.graph.AveragePool;
import dev.kern.graph.Node;
import dev.kern.graph.Pool2d;
import dev.kern.graph.Reshape;
import dev.kern.graph.Window;
import dev.kern.math.Pooling;

/// The mean of each channel over the whole image: `[N, H, W, C]` gives `[N, C]`.
///
/// Source: Lin et al. 2013.
public record GlobalAveragePooling() implements Layer {
  @Override
  public String kind() {
    return "globalAveragePool";
  }

  @Override
  public Node build(Scope scope, Node x) {
    scope.expectImages(this, new Pool2d(Pooling.AVERAGE, Window.square(1)), x);
    Window all = Window.of(x.shape().extent(1), x.shape().extent(2)).valid();
    return Reshape.flatten(AveragePool.of(x, all));
  }
}
