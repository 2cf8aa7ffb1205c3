package dev.kern.compile;

import dev.kern.graph.ClipFactor;
import dev.kern.graph.Gradients;
import dev.kern.graph.Graph;
import dev.kern.graph.Group;
import dev.kern.graph.Minimize;
import dev.kern.graph.Node;
import dev.kern.graph.ScaleBy;
import dev.kern.graph.Update;
import java.util.ArrayList;
import java.util.List;

/// Puts in the place of each [Minimize] the gradients of its loss and an [Update] per variable.
final class Differentiate implements Pass {
  @Override
  public Graph apply(Graph graph) {
    return Rewrite.of(
        graph,
        (node, rewrite) ->
            node.op() instanceof Minimize minimize
                ? expand(minimize, rewrite.image(node.input(0)), rewrite.image(node.input(1)))
                : null);
  }

  /// One node that moves every variable that `loss` depends on.
  static Node expand(Minimize minimize, Node loss, Node rate) {
    List<Node> variables = Gradients.variables(loss);
    List<Node> gradients = Gradients.of(loss, variables);
    if (minimize.clipNorm() > 0) {
      Node factor = ClipFactor.of(gradients, minimize.clipNorm());
      gradients = gradients.stream().map(g -> ScaleBy.of(g, factor)).toList();
    }
    List<Node> updates = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      Node variable = variables.get(i);
      try (var _ = loss.graph().scope(variable.scope())) {
        updates.add(Update.of(variable, gradients.get(i), rate, minimize.rule()));
      }
    }
    return Group.of(updates);
  }
}
