package dev.kern.compile;

import dev.kern.graph.Activate;
import dev.kern.graph.Constant;
import dev.kern.graph.Dropout;
import dev.kern.graph.Fill;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Op;
import dev.kern.graph.Placeholder;
import dev.kern.graph.Reshape;
import dev.kern.graph.Scale;
import dev.kern.graph.Tensor;
import dev.kern.graph.Variable;
import dev.kern.math.Activation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Constant folding, removal of ops that do nothing, and common subexpression elimination.
final class Simplify implements Pass {
  private record Key(Op op, List<Node> inputs) {}

  @Override
  public Graph apply(Graph graph) {
    Map<Key, Node> seen = new HashMap<>();
    return Rewrite.of(
        graph,
        (node, rewrite) -> {
          Node simpler = simplify(node.op(), List.of(rewrite.inputs(node)), rewrite.graph());
          if (simpler != null) {
            return simpler;
          }
          if (node.op().isEffect() || node.op() instanceof Placeholder || isVariable(node)) {
            return null;
          }
          Key key = new Key(node.op(), List.of(rewrite.inputs(node)));
          return seen.computeIfAbsent(
              key, k -> rewrite.graph().add(node.name(), node.op(), rewrite.inputs(node)));
        });
  }

  private static boolean isVariable(Node node) {
    return node.op() instanceof Variable;
  }

  private static @Nullable Node simplify(Op op, List<Node> inputs, Graph graph) {
    return switch (op) {
      case Scale scale when scale.factor() == 1 -> inputs.getFirst();
      case Scale scale when inputs.getFirst().op() instanceof Constant(Tensor x) && isScalar(x) ->
          graph.constant(Tensor.scalar(x.at(0) * scale.factor()));
      case Fill fill when inputs.getFirst().op() instanceof Constant(Tensor x) ->
          graph.constant(Tensor.filled(fill.shape(), x.at(0)));
      case Activate activate when activate.activation() == Activation.IDENTITY -> inputs.getFirst();
      case Dropout dropout when dropout.keep() == 1 -> inputs.getFirst();
      case Reshape reshape when reshape.shape().equals(inputs.getFirst().shape()) ->
          inputs.getFirst();
      case Reshape reshape when inputs.getFirst().op() instanceof Reshape ->
          Reshape.of(inputs.getFirst().input(0), reshape.shape());
      default -> null;
    };
  }

  private static boolean isScalar(Tensor tensor) {
    return tensor.shape().rank() == 0;
  }
}
