package dev.kern.layer;

import dev.kern.graph.Node;
import dev.kern.graph.Reshape;
import dev.kern.graph.Shape;
import java.util.List;

/// Stands for layers whose result is fed in the place of images; the layers behind it have the
/// names that they have behind those.
///
/// @param layers the layers
/// @param shape what they make of an image, `[height, width, channels]` or `[units]`
record Precomputed(List<Layer> layers, Shape shape) implements Layer {
  Precomputed {
    layers = List.copyOf(layers);
  }

  @Override
  public String kind() {
    return "precomputed";
  }

  @Override
  public Node build(Scope scope, Node x) {
    scope.skip(layers);
    int batch = x.shape().extent(0);
    return Reshape.of(
        x,
        shape.rank() == 3
            ? Shape.of(batch, shape.extent(0), shape.extent(1), shape.extent(2))
            : Shape.of(batch, shape.last()));
  }
}
