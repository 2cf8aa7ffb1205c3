package dev.kern.layer;

import dev.kern.graph.Node;

/// A layer that is a function, without settings; [Layer#custom] makes it.
///
/// @param kind its word in `network.json`, and with a number the name of its scope
/// @param body what it builds
public record CustomLayer(String kind, Body body) implements Layer {
  /// Appends ops to a graph.
  @FunctionalInterface
  public interface Body {
    /// Appends the layer's ops, applied to `x`, to the graph of `scope`.
    Node build(Scope scope, Node x);
  }

  /// Fails with [IllegalArgumentException] if `kind` is no name or that of one of Kern's own
  /// layers.
  public CustomLayer {
    CustomLayers.checkName(kind);
  }

  @Override
  public Node build(Scope scope, Node x) {
    return body.build(scope, x);
  }
}
