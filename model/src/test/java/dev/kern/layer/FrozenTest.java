package dev.kern.layer;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.branch;
import static dev.kern.layer.Layer.concat;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.frozen;
import static dev.kern.layer.Layer.head;
import static dev.kern.layer.Layer.heads;
import static dev.kern.layer.Layer.relu;
import static dev.kern.layer.Layer.residual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Op;
import dev.kern.graph.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Frozen layers, and networks cut and joined by the names of their layers.
final class FrozenTest {
  private static final Network BACKBONE =
      Network.of(conv(4, 3), batchNorm(), relu(), residual(conv(4, 3)), dropout(), flatten())
          .named("backbone");
  private static final Network NETWORK = Network.of(BACKBONE.frozen(), dense(5)).named("backbone");

  private static Graph training(Network network) {
    Graph graph = new Graph();
    network.build(graph, graph.placeholder("images", Shape.of(2, 6, 6, 3)), true);
    return graph;
  }

  private static List<String> names(List<Node> nodes) {
    return nodes.stream().map(Node::name).toList();
  }

  @Test
  void namesVariablesAsIfItWereNotThere() {
    assertThat(names(training(NETWORK).variables()))
        .isEqualTo(names(training(BACKBONE.then(dense(5))).variables()))
        .contains("conv1/weights", "batchNorm1/mean", "add1/branch2/conv1/biases");
    Network twice = Network.of(frozen(conv(2, 3)), conv(3, 3), flatten(), dense(2));
    assertThat(names(training(twice).variables()))
        .startsWith("conv1/weights", "conv1/biases", "conv2/weights");
  }

  @Test
  void freezesLayersByName() {
    Network some = BACKBONE.then(dense(5)).frozen(List.of("conv1", "add1"));
    assertThat(names(training(some).trainable()))
        .containsExactly("batchNorm1/scale", "batchNorm1/shift", "dense1/weights", "dense1/biases");
    assertThat(some.frozen(List.of("batchNorm1")))
        .isEqualTo(BACKBONE.then(dense(5)).frozen(List.of("batchNorm1", "conv1", "add1")));
    assertThatThrownBy(() -> BACKBONE.frozen(List.of("conv1", "conv9")))
        .hasMessageContaining("has no layer 'conv9'; it has conv1, batchNorm1");
  }

  @Test
  void trainsNothingAndKeepsStatistics() {
    Graph graph = training(NETWORK);
    assertThat(names(graph.trainable())).containsExactly("dense1/weights", "dense1/biases");
    assertThat(graph.nodes()).map(Node::op).noneMatch(Op::isEffect);
    assertThat(graph.nodes()).map(Node::op).noneMatch(dev.kern.graph.Dropout.class::isInstance);
  }

  @Test
  void leavesTheLayersBehindTrainable() {
    Network network = Network.of(frozen(conv(2, 3)), batchNorm(), dropout(), flatten(), dense(2));
    Graph graph = training(network);
    assertThat(names(graph.trainable())).contains("batchNorm1/scale", "dense1/weights");
    assertThat(graph.nodes().stream().filter(n -> n.op().isEffect())).hasSize(2);
    assertThat(graph.nodes()).map(Node::op).anyMatch(dev.kern.graph.Dropout.class::isInstance);
  }

  @Test
  void summaryTellsWhatIsFrozen() {
    Summary summary = NETWORK.summary(6, 6, 3);
    assertThat(summary.rows())
        .map(Summary.Row::name)
        .containsExactly("conv1", "batchNorm1", "relu1", "add1", "dropout1", "flatten1", "dense1");
    assertThat(summary.rows().getFirst().settings()).isEqualTo("4 filters of 3 x 3, same, frozen");
    assertThat(summary.rows().get(2).settings()).isEqualTo("frozen");
    assertThat(summary.parameters()).isEqualTo(5 * (6 * 6 * 4 + 1));
    assertThat(summary.multiplyAdds()).isGreaterThan(6 * 6 * 9 * 4 * 3);
  }

  @Test
  void cutsByName() {
    Network whole = BACKBONE.then(dense(5));
    assertThat(whole.upTo("flatten1")).isEqualTo(BACKBONE);
    assertThat(whole.withoutLast(1)).isEqualTo(BACKBONE);
    assertThat(NETWORK.upTo("relu1").layers())
        .containsExactly(frozen(conv(4, 3), batchNorm(), relu()));
    assertThat(NETWORK.upTo("dense1")).isEqualTo(NETWORK);
    assertThatThrownBy(() -> whole.upTo("flatten2"))
        .hasMessage(
            "network 'backbone' has no layer 'flatten2'; it has conv1, batchNorm1, relu1, add1,"
                + " dropout1, flatten1, dense1");
    assertThatThrownBy(() -> whole.withoutLast(7))
        .hasMessage("network 'backbone' has 7 layers, so 0 to 6 of them can be left out, given 7");
  }

  @Test
  void freezesAndUnfreezes() {
    Network whole = BACKBONE.then(dense(5));
    assertThat(whole.frozenUpTo("flatten1")).isEqualTo(NETWORK);
    assertThat(NETWORK.unfrozen()).isEqualTo(whole);
    assertThat(NETWORK.frozenUpTo("conv1").layers().subList(0, 2))
        .containsExactly(frozen(conv(4, 3)), batchNorm());
    assertThat(Network.of(frozen(NETWORK.frozen())).unfrozen().layers()).isEqualTo(whole.layers());
  }

  @Test
  void unfreezesInsideOfBranchesAndHeads() {
    Network frozen =
        Network.of(
            residual(frozen(conv(3, 3), batchNorm())),
            concat(branch(frozen(residual(frozen(conv(3, 1))))), branch()),
            flatten(),
            heads(head("a", frozen(dense(4)), relu(), dense(2)), head("b", dense(1))));
    Network unfrozen = frozen.unfrozen();
    assertThat(unfrozen)
        .isEqualTo(
            Network.of(
                residual(conv(3, 3), batchNorm()),
                concat(branch(residual(conv(3, 1))), branch()),
                flatten(),
                heads(head("a", dense(4), relu(), dense(2)), head("b", dense(1)))));
    Graph before = training(frozen);
    Graph after = training(unfrozen);
    assertThat(names(after.variables())).isEqualTo(names(before.variables()));
    assertThat(names(after.trainable())).contains("add1/branch2/conv1/weights");
    assertThat(names(before.trainable())).doesNotContain("add1/branch2/conv1/weights");
  }

  @Test
  void needsALayer() {
    assertThatThrownBy(() -> frozen()).hasMessage("frozen needs 1 or more layers, given 0");
  }
}
