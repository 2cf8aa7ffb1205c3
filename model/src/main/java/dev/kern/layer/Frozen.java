package dev.kern.layer;

import dev.kern.graph.Node;
import java.util.List;

/// Layers that training leaves as they are, such as those of a network that has learned already.
///
/// They are named as if they stood where this layer does: the first convolution's filters are
/// `conv1/weights`, frozen or not, so that weights are taken over by name. Their variables are not
/// trainable, batch normalisation takes the statistics that it has kept, and dropout does nothing.
/// No gradient is computed below frozen layers at the beginning of a network.
///
/// @param layers the layers, in order; one or more
public record Frozen(List<Layer> layers) implements Layer {
  /// Fails with [IllegalArgumentException] if there is no layer.
  public Frozen {
    layers = List.copyOf(layers);
    Require.atLeast(1, layers.size(), "frozen", "layers");
  }

  @Override
  public String kind() {
    return "frozen";
  }

  @Override
  public String settings() {
    return layers.size() + (layers.size() == 1 ? " layer" : " layers");
  }

  @Override
  public Node build(Scope scope, Node x) {
    return scope.addFrozen(layers, x);
  }
}
