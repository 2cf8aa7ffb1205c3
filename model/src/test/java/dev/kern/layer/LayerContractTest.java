package dev.kern.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.graph.Gradients;
import dev.kern.graph.Graph;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.Op;
import dev.kern.graph.ReduceSum;
import dev.kern.graph.Shape;
import dev.kern.graph.ShapeException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every layer.
final class LayerContractTest {
  static List<LayerCases.Case> cases() {
    return LayerCases.all();
  }

  private static Node build(LayerCases.Case test, Scope scope) {
    return scope.add(test.layer(), scope.graph().placeholder("x", test.in()));
  }

  /// Frozen layers, which have a test of their own, and heads have no name.
  @Test
  void everyLayerHasACase() {
    Set<String> named = new HashSet<>(CustomLayers.BUILT_IN);
    named.removeAll(Set.of("frozen", "heads"));
    assertThat(LayerCases.all().stream().map(c -> c.layer().kind()))
        .containsOnly(named.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasTheShapeAndTheParameters(LayerCases.Case test) {
    for (Scope scope : List.of(Scope.training(new Graph()), Scope.inference(new Graph()))) {
      assertThat(build(test, scope).shape()).isEqualTo(test.out());
      assertThat(scope.graph().trainable().stream().mapToLong(n -> n.shape().size()).sum())
          .isEqualTo(test.parameters());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void trainsAndInfersWithTheSameVariables(LayerCases.Case test) {
    Graph training = new Graph();
    Graph inference = new Graph();
    build(test, Scope.training(training));
    build(test, Scope.inference(inference));
    assertThat(variables(inference)).isEqualTo(variables(training));
  }

  private static List<String> variables(Graph graph) {
    return graph.variables().stream().map(n -> n.name() + n.shape()).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void namesItsVariablesAfterItself(LayerCases.Case test) {
    Scope scope = Scope.training(new Graph());
    build(test, scope);
    assertThat(scope.graph().variables())
        .allSatisfy(n -> assertThat(n.name()).startsWith(test.layer().kind() + "1/"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasAGradientByEveryParameterAndByItsInput(LayerCases.Case test) {
    Scope scope = Scope.training(new Graph());
    Node x = scope.graph().variable("x", test.in(), dev.kern.graph.Initializer.constant(1));
    Node y = scope.add(test.layer(), x);
    List<Node> gradients = Gradients.of(ReduceSum.of(Multiply.of(y, y)), scope.graph().trainable());
    assertThat(gradients)
        .map(Node::shape)
        .isEqualTo(scope.graph().trainable().stream().map(Node::shape).toList());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void changesNothingWhenInferring(LayerCases.Case test) {
    Scope scope = Scope.inference(new Graph());
    build(test, scope);
    assertThat(scope.graph().nodes()).map(Node::op).noneMatch(Op::isEffect);
  }

  @Test
  void countsNamesWithinABlock() {
    Graph graph = new Graph();
    Scope scope = Scope.training(graph);
    Layer block = Layer.residual(Layer.conv(2, 3), Layer.relu(), Layer.conv(2, 3));
    scope.addAll(List.of(block, block), graph.placeholder("x", Shape.of(1, 4, 4, 2)));
    assertThat(graph.variables())
        .map(Node::name)
        .contains("add1/branch2/conv2/weights", "add2/branch2/conv1/biases")
        .hasSize(8);
  }

  @Test
  void refusesMoreFiltersThanThereCanBe() {
    Scope scope = Scope.training(new Graph());
    Node x = scope.graph().placeholder("x", Shape.of(1, 4, 4, 4));
    assertThatThrownBy(() -> scope.add(Layer.depthwise(3).multiplier(1 << 30), x))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("1073741824 filters for each of 4 channels are too many")
        .hasMessageContaining("fix    use fewer filters per channel");
  }

  @Test
  void dropsOnlyWhereAsked() {
    assertThat(dropouts(Scope.training(new Graph()))).isEqualTo(1);
    assertThat(dropouts(Scope.inference(new Graph()))).isZero();
    assertThat(dropouts(Scope.inference(new Graph()).withDropout())).isEqualTo(1);
  }

  private static long dropouts(Scope scope) {
    scope.add(Layer.dropout(), scope.graph().placeholder("x", Shape.of(2, 3)));
    return scope.graph().nodes().stream()
        .filter(n -> n.op() instanceof dev.kern.graph.Dropout)
        .count();
  }
}
