package dev.kern.compile;

import dev.kern.graph.ClipFactor;
import dev.kern.graph.Gradients;
import dev.kern.graph.Graph;
import dev.kern.graph.Group;
import dev.kern.graph.Minimize;
import dev.kern.graph.Node;
import dev.kern.graph.ScaleBy;
import dev.kern.graph.Update;
import dev.kern.graph.UpdateRule;
import java.util.ArrayList;
import java.util.List;

/// Replaces each [Minimize] with the gradients of its loss and an [Update] per variable, and each
/// update by a custom rule with the ops of that rule.
final class Differentiate implements Pass {
  @Override
  public Graph apply(Graph graph) {
    Graph updating =
        Rewrite.of(
            graph,
            (node, rewrite) ->
                node.op() instanceof Minimize minimize
                    ? expand(minimize, rewrite.image(node.input(0)), rewrite.image(node.input(1)))
                    : null);
    return Rewrite.of(
        updating,
        (node, rewrite) -> {
          if (!(node.op() instanceof Update(UpdateRule.Custom rule))) {
            return null;
          }
          Node[] inputs = rewrite.inputs(node);
          try (var _ = rewrite.graph().scope(inputs[0].scope())) {
            return rule.expand(inputs[0], inputs[1], inputs[2]);
          }
        });
  }

  /// One node that moves every variable that `loss` depends on.
  static Node expand(Minimize minimize, Node loss, Node rate) {
    List<Node> variables = Gradients.variables(loss);
    if (variables.isEmpty()) {
      throw new IllegalArgumentException(
          "minimize: no trainable variable takes part in the loss '%s'; fix: leave a layer unfrozen"
              .formatted(loss.name()));
    }
    List<Node> gradients = Gradients.of(loss, variables);
    if (minimize.clipNorm() > 0) {
      Node factor = ClipFactor.of(gradients, minimize.clipNorm());
      gradients = gradients.stream().map(g -> ScaleBy.of(g, factor)).toList();
    }
    List<Node> updates = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      Node variable = variables.get(i);
      try (var _ = loss.graph().scope(variable.scope())) {
        updates.add(minimize.update(variable, gradients.get(i), rate));
      }
    }
    return Group.of(updates);
  }
}
