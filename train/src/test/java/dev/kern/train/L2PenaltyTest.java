package dev.kern.train;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.train.notebook.Preset;
import java.util.List;
import org.junit.jupiter.api.Test;

final class L2PenaltyTest {
  private static final List<String> ALL = List.of(Training.ALL_LAYERS);

  /// The notebook's comments penalise `layer4_weights` and `layer5_weights` of its third network.
  @Test
  void weighsTheMatricesThatTheNotebookNames() {
    Graph graph = new Graph();
    Preset.LENET
        .network(10)
        .build(graph, graph.placeholder("images", Shape.of(1, 28, 28, 1)), true);
    assertThat(L2Penalty.weights(graph, List.of(Training.LAST_TWO_DENSE)))
        .map(Node::name)
        .containsExactly("dense2/weights", "dense3/weights");
  }

  @Test
  void leavesALossAloneThatHasNone() {
    Graph graph = new Graph();
    Node loss = graph.placeholder("loss", Shape.scalar());
    assertThat(L2Penalty.addTo(loss, 0, ALL)).isSameAs(loss);
    assertThat(L2Penalty.addTo(loss, 0.1, ALL)).isSameAs(loss);
    graph.variable("w", Shape.of(2, 3), dev.kern.graph.Initializer.zeros());
    assertThat(L2Penalty.addTo(loss, 0.1, ALL).toString()).contains("add %0");
  }

  @Test
  void weighsAllLayersOrThoseThatAreNamed() {
    Graph graph = new Graph();
    Network network =
        Network.of(
            Layer.frozen(conv(2, 3)), conv(3, 3), batchNorm(), flatten(), dense(4), dense(2));
    network.build(graph, graph.placeholder("images", Shape.of(1, 8, 8, 1)), true);
    assertThat(L2Penalty.weights(graph, ALL))
        .map(Node::name)
        .containsExactly("conv2/weights", "dense1/weights", "dense2/weights");
    assertThat(L2Penalty.weights(graph, List.of("dense1", "conv2")))
        .map(Node::name)
        .containsExactly("dense1/weights", "conv2/weights");
    assertThatThrownBy(() -> L2Penalty.weights(graph, List.of("conv1")))
        .hasMessage(
            "l2: no layer 'conv1' has weights that are trained; those that have: conv2, dense1,"
                + " dense2");
  }
}
