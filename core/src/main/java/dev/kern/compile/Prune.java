package dev.kern.compile;

import dev.kern.graph.Graph;

/// Removes nodes that no output needs.
final class Prune implements Pass {
  @Override
  public Graph apply(Graph graph) {
    return Rewrite.of(graph, (node, rewrite) -> null);
  }
}
