package dev.kern.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reverse-mode differentiation: appends the nodes that compute gradients to a graph.
///
/// Walks from the loss towards the inputs and applies each op's rule, `dx += dy * ∂y/∂x`, to the
/// nodes that depend on the given variables.
public final class Gradients {
  /// The scope of all gradients, in which those of a layer's ops have the layer's scope.
  public static final String SCOPE = "gradients";

  private Gradients() {}

  /// The trainable variables that `loss` depends on, in the order in which they were created: the
  /// ones that a training step updates.
  public static List<Node> variables(Node loss) {
    Set<Node> trainable = new HashSet<>(loss.graph().trainable());
    return Graph.reachable(loss).stream().filter(trainable::contains).toList();
  }

  /// The gradients of a scalar `loss` with respect to each of `variables`, as nodes of the same
  /// graph.
  ///
  /// The gradient of a variable that the loss does not depend on is zero.
  ///
  /// Fails with [IllegalArgumentException] if the loss isn't a scalar, or if an op between it and a
  /// variable has no gradient.
  public static List<Node> of(Node loss, List<Node> variables) {
    if (loss.shape().rank() != 0) {
      throw new IllegalArgumentException(
          "a gradient needs a scalar loss, '%s' is %s; fix: reduce it with ReduceMean.of(...)"
              .formatted(loss.name(), loss.shape()));
    }
    Graph graph = loss.graph();
    Set<Node> wanted = dependents(loss, variables);
    Map<Node, Node> adjoints = new HashMap<>();
    try (var _ = graph.scope(SCOPE)) {
      adjoints.put(loss, graph.constant(Tensor.scalar(1)));
      List<Node> order = Graph.reachable(loss);
      for (Node y : order.reversed()) {
        Node dy = adjoints.get(y);
        if (dy == null || !wanted.contains(y) || y.inputs().isEmpty()) {
          continue;
        }
        try (var _ = graph.scope(y.scope())) {
          y.op()
              .differentiate(
                  y,
                  dy,
                  (x, gradient) -> {
                    if (wanted.contains(x)) {
                      adjoints.merge(x, gradient.get(), (a, b) -> Add.of(a, b));
                    }
                  });
        }
      }
      return variables.stream()
          .map(v -> adjoints.computeIfAbsent(v, n -> zeros(graph, n.shape())))
          .toList();
    }
  }

  private static Node zeros(Graph graph, Shape shape) {
    return Fill.of(graph.constant(Tensor.scalar(0)), shape);
  }

  /// The nodes on any path from one of `variables` to the loss, both ends included.
  private static Set<Node> dependents(Node loss, List<Node> variables) {
    Set<Node> dependents = new HashSet<>(variables);
    for (Node node : Graph.reachable(loss)) {
      if (node.inputs().stream().anyMatch(dependents::contains)) {
        dependents.add(node);
      }
    }
    return dependents;
  }
}
