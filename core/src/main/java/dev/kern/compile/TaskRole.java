package dev.kern.compile;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import java.util.HashMap;
import java.util.Map;

/// What a task of a program is for.
public enum TaskRole {
  /// The value of a layer, or the loss.
  FORWARD,
  /// The gradient of the loss by the input of a layer.
  INPUT_GRADIENT,
  /// The gradient by a layer's variables.
  WEIGHT_GRADIENT,
  /// What changes variables, and what is computed from gradients for that.
  UPDATE;

  /// The role of each node of a graph: whatever leaves the scope of gradients is one by variables.
  static Map<Node, TaskRole> of(Graph graph) {
    Map<Node, TaskRole> roles = new HashMap<>();
    for (Node node : graph.nodes()) {
      boolean gradient = node.name().startsWith(TaskInfo.GRADIENTS);
      boolean updates =
          node.op().isEffect()
              || (!gradient && node.inputs().stream().anyMatch(x -> roles.get(x) != FORWARD));
      roles.put(node, updates ? UPDATE : gradient ? INPUT_GRADIENT : FORWARD);
      if (updates) {
        node.inputs().forEach(x -> roles.computeIfPresent(x, (_, role) -> role.leaving()));
      }
    }
    graph.outputs().forEach(y -> roles.computeIfPresent(y, (_, role) -> role.leaving()));
    return roles;
  }

  /// That of a node whose value others than gradients read.
  private TaskRole leaving() {
    return this == INPUT_GRADIENT ? WEIGHT_GRADIENT : this;
  }
}
