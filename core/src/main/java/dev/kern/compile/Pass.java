package dev.kern.compile;

import dev.kern.graph.Graph;
import java.util.Locale;

/// A compiler pass: a function from graph to graph that preserves the meaning of the outputs.
public interface Pass {
  /// The graph after the pass, with as many outputs as before, in the same order.
  Graph apply(Graph graph);

  /// The pass's name, such as `fuse`.
  default String name() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
