package dev.kern.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.train.notebook.Preset;
import org.junit.jupiter.api.Test;

final class L2PenaltyTest {
  /// The notebook's comments penalise `layer4_weights` and `layer5_weights` of its third network.
  @Test
  void weighsTheMatricesThatTheNotebookNames() {
    Graph graph = new Graph();
    Preset.LENET
        .network(10)
        .build(graph, graph.placeholder("images", Shape.of(1, 28, 28, 1)), true);
    assertThat(L2Penalty.weights(graph))
        .map(Node::name)
        .containsExactly("dense2/weights", "dense3/weights");
  }

  @Test
  void leavesALossAloneThatHasNone() {
    Graph graph = new Graph();
    Node loss = graph.placeholder("loss", Shape.scalar());
    assertThat(L2Penalty.addTo(loss, 0)).isSameAs(loss);
    assertThat(L2Penalty.addTo(loss, 0.1)).isSameAs(loss);
    graph.variable("w", Shape.of(2, 3), dev.kern.graph.Initializer.zeros());
    assertThat(L2Penalty.addTo(loss, 0.1).toString()).contains("add %0");
  }
}
