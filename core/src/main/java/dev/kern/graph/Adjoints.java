package dev.kern.graph;

import java.util.function.Supplier;

/// Where a gradient rule puts what flows back: the gradients by an op's inputs.
public interface Adjoints {
  /// Adds a contribution to the gradient by `input`. The supplier is asked only if somebody wants
  /// that gradient, so that none is built for a placeholder or a constant.
  void add(Node input, Supplier<Node> gradient);
}
