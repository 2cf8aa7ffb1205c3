package dev.kern.layer;

import dev.kern.graph.AddBias;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.Node;
import dev.kern.graph.ScaleChannels;
import dev.kern.graph.Shape;

/// Each channel times a learned number, plus another.
///
/// | tensor           | shape      |
/// |------------------|------------|
/// | x                | `[..., C]` |
/// | `scale`, `shift` | `[C]`      |
/// | result           | `[..., C]` |
///
/// `y[..., c] = x[..., c] * scale[c] + shift[c]`
public record Affine() implements Layer {
  @Override
  public String kind() {
    return "affine";
  }

  @Override
  public Node build(Scope scope, Node x) {
    return of(scope, x);
  }

  /// `x` times a variable `scale` plus a variable `shift`.
  static Node of(Scope scope, Node x) {
    Graph graph = scope.graph();
    Shape channels = Shape.of(x.shape().last());
    Node scale = graph.variable("scale", channels, Initializer.constant(1));
    Node shift = graph.variable("shift", channels, Initializer.zeros());
    return AddBias.of(ScaleChannels.of(x, scale), shift);
  }
}
