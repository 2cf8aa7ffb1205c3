package dev.kern.report.graph;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.branch;
import static dev.kern.layer.Layer.concat;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.globalAveragePool;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.relu;
import static dev.kern.layer.Layer.residual;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.ImageShape;
import dev.kern.graph.Gradients;
import dev.kern.graph.Graph;
import dev.kern.graph.Group;
import dev.kern.graph.LearningRate;
import dev.kern.graph.Node;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.ScheduledRate;
import dev.kern.graph.Shape;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.Update;
import dev.kern.graph.UpdateRule;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.layer.Scope;
import dev.kern.model.Model;
import dev.kern.report.draw.Drawing;
import dev.kern.report.draw.Mark;
import dev.kern.report.draw.Mark.Box;
import dev.kern.report.draw.Mark.Curve;
import dev.kern.report.draw.Mark.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GraphDrawingTest {
  private static final ImageShape IMAGE = new ImageShape(12, 12, 1);

  static Stream<Network> networks() {
    List<Layer> deep = new ArrayList<>(List.of(conv(4, 3)));
    IntStream.range(0, 40).forEach(_ -> deep.add(residual(conv(4, 3), batchNorm(), relu())));
    deep.addAll(List.of(globalAveragePool(), dense(3)));
    return Stream.of(
        Network.of(deep.toArray(Layer[]::new)),
        Network.of(flatten(), dense(3)),
        Network.of(conv(4, 3), relu(), maxPool(2), flatten(), dropout(), dense(3)),
        Network.of(
            conv(4, 3),
            batchNorm(),
            relu(),
            residual(conv(4, 3), relu(), residual(conv(4, 3)), conv(4, 1)),
            concat(branch(conv(2, 1)), branch(conv(3, 3), relu(), conv(3, 3)), branch()),
            globalAveragePool(),
            dense(3)));
  }

  /// A training step as the compiler's second pass leaves it.
  private static Graph step(Network network) {
    Model model = new Model(network, IMAGE, List.of("a", "b", "c"));
    Graph graph = new Graph();
    Node logits = model.logits(Scope.training(graph), model.images(graph, 2));
    Node labels = graph.placeholder("labels", Shape.of(2, 3));
    Node loss = ReduceMean.of(SoftmaxCrossEntropy.of(logits, labels));
    Node rate = LearningRate.of(graph, ScheduledRate.constant(0.1));
    List<Node> variables = Gradients.variables(loss);
    List<Node> gradients = Gradients.of(loss, variables);
    List<Node> updates = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      updates.add(Update.of(variables.get(i), gradients.get(i), rate, new UpdateRule.Sgd(0)));
    }
    Node group = Group.of(updates);
    List<Node> outputs = new ArrayList<>(List.of(loss, group));
    graph.effects().stream().filter(e -> !updates.contains(e) && e != group).forEach(outputs::add);
    return graph.outputs(outputs);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void forwardRunsDownAndBackwardUp(Network network) {
    Flow flow = new Flow(step(network));
    for (Node node : flow.nodes()) {
      for (Node input : flow.inputs(node)) {
        if (flow.part(input) == flow.part(node)) {
          int down = flow.part(node) == Part.FORWARD ? 1 : -1;
          assertThat(down * (flow.row(node) - flow.row(input))).as("%s", node).isPositive();
        }
      }
    }
  }

  @Test
  void knowsWhatEachNodeIsFor() {
    Flow flow = new Flow(step(Network.of(conv(4, 3), relu(), flatten(), dense(3))));
    assertThat(part(flow, "conv2d", "relu", "matmul", "placeholder", "reduce_mean"))
        .containsOnly(Part.FORWARD, Part.BACKWARD)
        .contains(Part.FORWARD);
    assertThat(part(flow, "conv2d", "softmax_cross_entropy", "placeholder"))
        .containsOnly(Part.FORWARD);
    assertThat(part(flow, "conv2d_filter_gradient", "relu_gradient", "fill"))
        .containsOnly(Part.BACKWARD);
    assertThat(part(flow, "variable")).containsOnly(Part.STATE).hasSize(4);
    assertThat(part(flow, "update")).containsOnly(Part.UPDATE).hasSize(4);
    assertThat(part(flow, "group", "learning_rate")).isEmpty();
  }

  private static List<Part> part(Flow flow, String... symbols) {
    return flow.nodes().stream()
        .filter(node -> List.of(symbols).contains(node.op().symbol()))
        .map(flow::part)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void boxesAreApartAndInsideTheDrawing(Network network) {
    Graph graph = step(network);
    Drawing drawing = GraphDrawing.of("a step", graph);
    List<Box> boxes = all(Box.class, drawing).stream().filter(b -> !b.tip().isEmpty()).toList();
    assertThat(boxes).hasSameSizeAs(new Flow(graph).nodes());
    for (Box box : boxes) {
      assertThat(box.x()).isNotNegative();
      assertThat(box.x() + box.width()).isLessThanOrEqualTo(drawing.width());
      assertThat(box.y() + box.height()).isLessThanOrEqualTo(drawing.height());
      assertThat(boxes.stream().filter(other -> overlaps(box, other))).containsExactly(box);
    }
    assertThat(all(Curve.class, drawing).stream().flatMap(curve -> curve.points().stream()))
        .allSatisfy(
            point -> {
              assertThat(point.x()).isBetween(0.0, drawing.width());
              assertThat(point.y()).isBetween(0.0, drawing.height());
            });
  }

  private static boolean overlaps(Box a, Box b) {
    return a.x() < b.x() + b.width()
        && b.x() < a.x() + a.width()
        && a.y() < b.y() + b.height()
        && b.y() < a.y() + a.height();
  }

  @Test
  void saysWhatTheTextFormSays() {
    Graph graph = step(Network.of(conv(4, 3), relu(), flatten(), dense(3)));
    Drawing drawing = GraphDrawing.of("a step", graph);
    assertThat(all(Label.class, drawing))
        .extracting(Label::text)
        .contains("conv2d", "f32[2, 12, 12, 4]", "window: 3, same", "conv1/weights")
        .contains("update conv1/weights", "forward", "weights and other state", "backward");
    assertThat(all(Box.class, drawing))
        .extracting(Box::tip)
        .contains(graph.find("conv1/weights").orElseThrow().toString());
  }

  private static <M extends Mark> List<M> all(Class<M> type, Drawing drawing) {
    return drawing.marks().stream().filter(type::isInstance).map(type::cast).toList();
  }
}
