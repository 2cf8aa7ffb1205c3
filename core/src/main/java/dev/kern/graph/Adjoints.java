package dev.kern.graph;

import java.util.function.Supplier;

/// Collects the gradients that an op's gradient rule computes for the op's inputs.
public interface Adjoints {
  /// Adds a contribution to the gradient with respect to `input`. The supplier is called only if
  /// that gradient is needed, so none is built for a placeholder or a constant.
  void add(Node input, Supplier<Node> gradient);
}
