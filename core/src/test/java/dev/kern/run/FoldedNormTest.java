package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.compile.Compiler;
import dev.kern.graph.Activate;
import dev.kern.graph.AddBias;
import dev.kern.graph.Conv2d;
import dev.kern.graph.ConvBlock;
import dev.kern.graph.DenseBlock;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.MatMul;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.Normalize;
import dev.kern.graph.Shape;
import dev.kern.graph.Window;
import dev.kern.math.Activation;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Normalisation that is folded into the layer before means what it meant.
class FoldedNormTest {
  private final Graph graph = new Graph();

  private Node any(int... extents) {
    String name = "x" + graph.variables().size();
    return graph.variable(name, Shape.of(extents), Initializer.truncatedNormal(1));
  }

  private Node normalise(Node x) {
    int c = x.shape().last();
    Node variance =
        graph.state("v" + graph.variables().size(), Shape.of(c), Initializer.constant(0.3));
    return Normalize.of(x, any(c), variance, any(c), any(c), 1e-3);
  }

  /// The ops after all passes.
  private List<Node> optimized(Node y) {
    return Compiler.optimize(graph.outputs(List.of(y))).nodes();
  }

  private void isComputedAsItIsMeant(Node y) {
    double[] expected = Interpreter.of(graph).value(y);
    for (Engine engine : new Engine[] {Engine.SCALAR, Engine.VECTOR}) {
      try (Session session = Session.open(Variables.of(graph), engine, 2)) {
        Plan plan = session.plan(y);
        plan.run();
        float[] actual = new float[expected.length];
        plan.fetch(y, actual, 0);
        for (int i = 0; i < expected.length; i++) {
          assertThat((double) actual[i])
              .as("%s, element %d", engine, i)
              .isCloseTo(expected[i], within(1e-4));
        }
      }
    }
  }

  @Test
  void intoConvolutions() {
    Node y = Conv2d.of(any(3, 9, 7, 5), any(3, 3, 5, 17), Window.square(3));
    y = Activate.of(normalise(AddBias.of(y, any(17))), Activation.RELU);
    y = Conv2d.of(y, any(3, 3, 1, 17), Window.square(3).stride(2), 17);
    y = normalise(y);
    isComputedAsItIsMeant(y);
    assertThat(optimized(y)).filteredOn(n -> n.op() instanceof ConvBlock).hasSize(2);
    assertThat(optimized(y))
        .filteredOn(n -> n.op() instanceof Normalize)
        .map(n -> n.shape().toString())
        .containsExactly("[3, 3, 5, 17]", "[1, 17]", "[3, 3, 1, 17]", "[1, 17]");
  }

  @Test
  void intoProducts() {
    Node y = Activate.of(normalise(MatMul.of(any(9, 5), any(5, 7))), Activation.TANH);
    isComputedAsItIsMeant(y);
    assertThat(optimized(y)).filteredOn(n -> n.op() instanceof DenseBlock).hasSize(1);
  }

  @Test
  void notWhereThereAreMoreWeightsThanResults() {
    Node y = normalise(MatMul.of(any(2, 50), any(50, 7)));
    isComputedAsItIsMeant(y);
    assertThat(optimized(y))
        .filteredOn(n -> n.op() instanceof Normalize)
        .map(n -> n.shape().toString())
        .containsExactly("[2, 7]");
  }

  @Test
  void notWhereTheResultIsNeededOtherwise() {
    Node sums = MatMul.of(any(9, 5), any(5, 7));
    Node y = Multiply.of(normalise(sums), sums);
    isComputedAsItIsMeant(y);
    assertThat(optimized(y))
        .filteredOn(n -> n.op() instanceof Normalize)
        .map(n -> n.shape().toString())
        .containsExactly("[9, 7]");
  }
}
