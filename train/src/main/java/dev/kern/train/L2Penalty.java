package dev.kern.train;

import dev.kern.graph.Add;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Scale;
import java.util.ArrayList;
import java.util.List;

/// L2 regularisation: large weights make the loss larger.
///
/// `loss = crossEntropy + l2 * sum over the weights of sum(w²) / 2`
final class L2Penalty {
  /// The notebook penalises the matrices of the last two dense layers, which in its third network
  /// are those that its comments name: `layer4_weights` and `layer5_weights`.
  private static final int LAYERS = 2;

  private L2Penalty() {}

  /// The weights that are penalised.
  ///
  /// Fails with [IllegalArgumentException] if a layer has none.
  ///
  /// @param layers the names of layers, or one of the words of [Training]
  static List<Node> weights(Graph graph, List<String> layers) {
    if (layers.equals(List.of(Training.ALL_LAYERS))) {
      return graph.weights();
    }
    if (layers.equals(List.of(Training.LAST_TWO_DENSE))) {
      List<Node> matrices =
          graph.weights().stream().filter(variable -> variable.shape().rank() == 2).toList();
      return matrices.subList(Math.max(0, matrices.size() - LAYERS), matrices.size());
    }
    List<Node> weights = new ArrayList<>();
    for (String layer : layers) {
      List<Node> own =
          graph.weights().stream().filter(node -> node.name().startsWith(layer + "/")).toList();
      if (own.isEmpty()) {
        throw new IllegalArgumentException(
            "l2: no layer '%s' has weights that are trained; those that have: %s"
                .formatted(layer, String.join(", ", withWeights(graph))));
      }
      weights.addAll(own);
    }
    return weights;
  }

  private static List<String> withWeights(Graph graph) {
    return graph.weights().stream().map(n -> n.name().split("/", 2)[0]).distinct().toList();
  }

  /// The loss with the penalty added; the loss itself if there is none.
  static Node addTo(Node loss, double l2, List<String> layers) {
    List<Node> weights = l2 == 0 ? List.of() : weights(loss.graph(), layers);
    return weights.isEmpty() ? loss : Add.of(loss, Scale.of(loss.graph().l2(weights), l2));
  }
}
