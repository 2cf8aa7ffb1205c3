package dev.kern.layer;

import dev.kern.graph.Node;
import dev.kern.graph.Reshape;

/// Images as rows of numbers: `[N, H, W, C]` gives `[N, H*W*C]`.
public record Flatten() implements Layer {
  @Override
  public String kind() {
    return "flatten";
  }

  @Override
  public Node build(Scope scope, Node x) {
    return Reshape.flatten(x);
  }
}
