package dev.kern.train;

import dev.kern.graph.Add;
import dev.kern.graph.Graph;
import dev.kern.graph.L2Loss;
import dev.kern.graph.Node;
import dev.kern.graph.Scale;
import java.util.List;

/// L2 regularisation: large weights make the loss larger.
///
/// `loss = crossEntropy + l2 * sum over the weights of sum(w²) / 2`
///
/// The weights are the matrices of the last two dense layers, which in the notebook's third network
/// are those that its comments name: `layer4_weights` and `layer5_weights`. To shrink all weights,
/// take weight decay.
final class L2Penalty {
  private static final int LAYERS = 2;

  private L2Penalty() {}

  /// The matrices that are penalised.
  static List<Node> weights(Graph graph) {
    List<Node> matrices =
        graph.trainable().stream().filter(variable -> variable.shape().rank() == 2).toList();
    return matrices.subList(Math.max(0, matrices.size() - LAYERS), matrices.size());
  }

  /// The loss with the penalty added; the loss itself if there is none.
  static Node addTo(Node loss, double l2) {
    if (l2 == 0) {
      return loss;
    }
    return weights(loss.graph()).stream()
        .map(L2Loss::of)
        .reduce(Add::of)
        .map(sum -> Add.of(loss, Scale.of(sum, l2)))
        .orElse(loss);
  }
}
