package dev.kern.train.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.Node;
import dev.kern.graph.RateSchedule;
import dev.kern.graph.Shape;
import dev.kern.graph.Variable;
import dev.kern.train.Order;
import dev.kern.train.Training;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The notebook's networks, held against the notebook.
final class PresetTest {
  private static List<Node> variables(Preset preset) {
    Graph graph = new Graph();
    preset.network(10).build(graph, graph.placeholder("images", Shape.of(16, 28, 28, 1)), true);
    return graph.variables();
  }

  private static List<String> shapes(Preset preset) {
    return variables(preset).stream().map(n -> n.name() + " " + n.shape()).toList();
  }

  @Test
  void hasTheNotebooksShapes() {
    assertThat(shapes(Preset.STRIDED))
        .containsExactly(
            "conv1/weights [5, 5, 1, 16]",
            "conv1/biases [16]",
            "conv2/weights [5, 5, 16, 16]",
            "conv2/biases [16]",
            "dense1/weights [784, 64]",
            "dense1/biases [64]",
            "dense2/weights [64, 10]",
            "dense2/biases [10]");
    assertThat(shapes(Preset.MAXPOOL)).isEqualTo(shapes(Preset.STRIDED));
    assertThat(shapes(Preset.LENET))
        .containsExactly(
            "conv1/weights [5, 5, 1, 32]",
            "conv1/biases [32]",
            "conv2/weights [5, 5, 32, 32]",
            "conv2/biases [32]",
            "dense1/weights [512, 64]",
            "dense1/biases [64]",
            "dense2/weights [64, 64]",
            "dense2/biases [64]",
            "dense3/weights [64, 10]",
            "dense3/biases [10]");
  }

  @Test
  void beginsAsTheNotebook() {
    for (Preset preset : Preset.values()) {
      for (Node node : variables(preset)) {
        Initializer first = ((Variable) node.op()).initializer();
        assertThat(first)
            .as(node.name())
            .isEqualTo(
                node.name().endsWith("weights")
                    ? Initializer.truncatedNormal(0.1)
                    : Initializer.constant(node.name().equals("conv1/biases") ? 0 : 1));
      }
    }
  }

  @Test
  void drawsTheNotebooksGraphs() {
    assertThat(text(Preset.LENET))
        .isEqualTo(
            """
            placeholder [2, 28, 28, 1]
            conv2d window: 5, valid [2, 24, 24, 32]
            add_bias [2, 24, 24, 32]
            relu [2, 24, 24, 32]
            average_pool window: 2, stride: 2, valid [2, 12, 12, 32]
            conv2d window: 5, valid [2, 8, 8, 32]
            add_bias [2, 8, 8, 32]
            relu [2, 8, 8, 32]
            average_pool window: 2, stride: 2, valid [2, 4, 4, 32]
            reshape [2, 512]
            matmul [2, 64]
            add_bias [2, 64]
            relu [2, 64]
            dropout keep: 0.5 [2, 64]
            matmul [2, 64]
            add_bias [2, 64]
            relu [2, 64]
            dropout keep: 0.5 [2, 64]
            matmul [2, 10]
            add_bias [2, 10]
            """);
    assertThat(text(Preset.MAXPOOL))
        .contains("conv2d window: 5, same [2, 28, 28, 16]")
        .contains("max_pool window: 2, stride: 2, same [2, 14, 14, 16]")
        .contains("max_pool window: 2, stride: 2, same [2, 7, 7, 16]");
    assertThat(text(Preset.STRIDED))
        .contains("conv2d window: 5, stride: 2, same [2, 14, 14, 16]")
        .contains("conv2d window: 5, stride: 2, same [2, 7, 7, 16]");
  }

  private static String text(Preset preset) {
    Graph graph = new Graph();
    preset.network(10).build(graph, graph.placeholder("images", Shape.of(2, 28, 28, 1)), true);
    StringBuilder text = new StringBuilder();
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof Variable)) {
        String attributes = node.op().attributes();
        text.append(node.op().symbol())
            .append(attributes.isEmpty() ? "" : " " + attributes)
            .append(" ")
            .append(node.shape())
            .append("\n");
      }
    }
    return text.toString();
  }

  @Test
  void trainsAsTheNotebook() {
    Training training = Preset.STRIDED.training(10);
    assertThat(training.optimizer().learningRate()).isEqualTo(0.05);
    assertThat(training.batch()).isEqualTo(16);
    assertThat(training.stepsOn(200_000)).isEqualTo(30_000);
    assertThat(training.order()).isEqualTo(Order.SEQUENTIAL);
    assertThat(training.reportEvery()).hasValue(5_000L);
    assertThat(training.schedule()).isEqualTo(RateSchedule.constant());
    assertThat(Preset.LENET.training(10).schedule())
        .isEqualTo(RateSchedule.staircase(100_000, 0.96));
  }

  @Test
  void isFoundByName() {
    assertThat(Preset.named("lenet")).isEqualTo(Preset.LENET);
    assertThat(Preset.LENET.network(5).name()).isEqualTo("lenet");
    assertThatThrownBy(() -> Preset.named("lennet"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            network: no such network
              given     'lennet'
              expected  one of strided, maxpool, lenet, or a file
              fix       did you mean 'lenet'?\
            """);
  }
}
