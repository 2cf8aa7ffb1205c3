package dev.kern.examples;

import dev.kern.graph.Node;
import dev.kern.graph.Scale;
import dev.kern.layer.Layer;
import dev.kern.layer.Scope;

/// A custom layer: a record whose components are its settings.
///
/// In a file it is `{"type": "twice", "factor": 2.0}`.
///
/// @param factor what every number is multiplied by
public record Twice(double factor) implements Layer {
  @Override
  public String kind() {
    return "twice";
  }

  @Override
  public String settings() {
    return "times " + factor;
  }

  @Override
  public Node build(Scope scope, Node x) {
    return Scale.of(x, factor);
  }
}
