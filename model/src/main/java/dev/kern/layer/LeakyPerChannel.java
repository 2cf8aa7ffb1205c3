package dev.kern.layer;

import dev.kern.graph.Initializer;
import dev.kern.graph.Node;
import dev.kern.graph.ParametricRelu;
import dev.kern.graph.Shape;

/// A ReLU that leaks by a learned slope of each channel.
///
/// | tensor   | shape      |
/// |----------|------------|
/// | x        | `[..., C]` |
/// | `slopes` | `[C]`      |
/// | result   | `[..., C]` |
///
/// `y[..., c] = x[..., c]` where that is positive, else `slopes[c] * x[..., c]`
///
/// Source: He et al. 2015, Delving Deep into Rectifiers.
///
/// @param slope the first value of the slopes
public record LeakyPerChannel(double slope) implements Layer {
  /// Fails with [IllegalArgumentException] if the slope isn't finite.
  public LeakyPerChannel {
    if (!Double.isFinite(slope)) {
      throw new IllegalArgumentException("prelu needs a finite slope, given " + slope);
    }
  }

  @Override
  public String kind() {
    return "prelu";
  }

  @Override
  public Node build(Scope scope, Node x) {
    Shape channels = Shape.of(x.shape().last());
    Node slopes = scope.graph().variable("slopes", channels, Initializer.constant(slope));
    return ParametricRelu.of(x, slopes);
  }
}
