package dev.kern.compile;

import dev.kern.graph.AddBias;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Graph;
import dev.kern.graph.MatMul;
import dev.kern.graph.Node;
import dev.kern.graph.Normalize;
import dev.kern.graph.Reshape;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.graph.Variable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Folds batch normalisation by stored statistics into the preceding convolution or matrix product:
/// normalises its weights and bias instead of its result.
///
/// `norm(x * w + b) = x * (w / root * scale) + norm(b)`, where `root` is the square root of the
/// variance. Both terms on the right are normalisations again, that of the weights with a mean and
/// a shift of zero.
///
/// This is done at each run, so that the weights may change between two; it pays where there are
/// fewer weights than results of all runs with the same weights. A result that is used otherwise
/// too, as by a gradient, is left as it is.
///
/// @param runs how many runs with the same weights to expect: parts of a batch are computed like
///   the whole then
record FoldBatchNorm(int runs) implements Pass {
  @Override
  public Graph apply(Graph graph) {
    Map<Node, List<Node>> users = Rewrite.users(graph);
    Graph folded = Rewrite.of(graph, (node, rewrite) -> replace(node, users, rewrite));
    return new Prune().apply(folded);
  }

  /// The linear op before a normalisation.
  ///
  /// @param linear the convolution or product
  /// @param bias the op that adds a bias to it, if there is one
  private record Linear(Node linear, @Nullable Node bias) {
    static Linear before(Node norm) {
      Node x = norm.input(0);
      return x.op() instanceof AddBias ? new Linear(x.input(0), x.input(1)) : new Linear(x, null);
    }

    /// Whether its weights can take a factor per channel, and are few.
    boolean canTake(int runs) {
      boolean takes =
          linear.op() instanceof Conv2d
              || (linear.op() instanceof MatMul product && !product.transposeRight());
      return takes
          && linear.input(1).op() instanceof Variable
          && linear.input(1).shape().size() < (long) runs * linear.shape().size();
    }
  }

  private @Nullable Node replace(Node node, Map<Node, List<Node>> users, Rewrite rewrite) {
    if (!(node.op() instanceof Normalize norm) || !areKept(node)) {
      return null;
    }
    Linear layer = Linear.before(node);
    if (!layer.canTake(runs) || !leadsOnlyTo(node, layer, users)) {
      return null;
    }
    Graph into = rewrite.graph();
    Node[] statistics = rewrite.inputs(node);
    Node linear = layer.linear;
    try (var _ = into.scope(linear.scope())) {
      Node zeros = zeros(into, node.shape().last());
      Node weights =
          Normalize.of(
              rewrite.image(linear.input(1)),
              zeros,
              statistics[2],
              statistics[3],
              zeros,
              norm.epsilon());
      Node bias = layer.bias == null ? zeros : rewrite.image(layer.bias);
      Shape channels = bias.shape();
      Node row =
          Normalize.of(
              Reshape.of(bias, Shape.of(1, channels.last())),
              statistics[1],
              statistics[2],
              statistics[3],
              statistics[4],
              norm.epsilon());
      Node y = into.add(linear.op(), rewrite.image(linear.input(0)), weights);
      return AddBias.of(y, Reshape.of(row, channels));
    }
  }

  /// Whether mean, variance, scale and shift are variables of the network.
  private static boolean areKept(Node norm) {
    return norm.inputs().stream().skip(1).allMatch(input -> input.op() instanceof Variable);
  }

  /// Whether only the normalisation uses the result before it.
  private static boolean leadsOnlyTo(Node norm, Linear layer, Map<Node, List<Node>> users) {
    for (Node x = norm.input(0); ; x = layer.linear) {
      if (users.getOrDefault(x, List.of()).size() != 1 || norm.graph().outputs().contains(x)) {
        return false;
      }
      if (x.equals(layer.linear)) {
        return true;
      }
    }
  }

  private static Node zeros(Graph graph, int channels) {
    return graph.constant(Tensor.filled(Shape.of(channels), 0));
  }
}
