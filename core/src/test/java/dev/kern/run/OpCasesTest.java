package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.compile.Compiler;
import dev.kern.graph.ConvBlock;
import dev.kern.graph.ConvBlockGradient;
import dev.kern.graph.DenseBlock;
import dev.kern.graph.Gradients;
import dev.kern.graph.Graph;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.Op;
import dev.kern.graph.ReduceSum;
import dev.kern.graph.Tensor;
import dev.kern.math.Pooling;
import dev.kern.math.Randomness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every op: its gradient against differences, its loops against its meaning.
class OpCasesTest {
  private static final long SEED = 11;

  /// A case's result, a loss that weighs its elements at random, and the gradients by all inputs.
  private record Probe(Graph graph, Node result, Node loss, List<Node> gradients) {
    static Probe of(OpCase op) {
      Node result = op.build();
      Graph graph = result.graph();
      Node weights = graph.constant(Tensor.of(result.shape(), floats(result.shape().size(), 5)));
      Node loss = ReduceSum.of(Multiply.of(result, weights));
      return new Probe(graph, result, loss, Gradients.of(loss, graph.trainable()));
    }

    Interpreter interpreter() {
      Interpreter interpreter = Interpreter.of(graph).step(SEED, 0);
      graph
          .find("labels")
          .ifPresent(
              n -> interpreter.feed(n, IntStream.range(0, count(n)).asDoubleStream().toArray()));
      return interpreter;
    }

    /// Result, loss and gradients; or every node, which leaves nothing to fuse.
    Node[] fetches(boolean everything) {
      List<Node> wanted = new ArrayList<>(gradients);
      wanted.add(result);
      wanted.add(loss);
      return (everything ? graph.nodes() : wanted).stream().distinct().toArray(Node[]::new);
    }
  }

  static List<OpCase> cases() {
    return OpCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasTheGradientThatDifferencesShow(OpCase op) {
    Probe probe = Probe.of(op);
    Interpreter interpreter = probe.interpreter();
    double expected = 0;
    double size = 0;
    List<Node> inputs = probe.graph.trainable();
    for (int i = 0; i < inputs.size(); i++) {
      double[] gradient = interpreter.value(probe.gradients.get(i));
      double[] direction = direction(inputs.get(i));
      for (int k = 0; k < gradient.length; k++) {
        expected += gradient[k] * direction[k];
        size += Math.abs(gradient[k] * direction[k]);
      }
    }
    double step = 1e-6;
    double actual = (moved(probe, step) - moved(probe, -step)) / (2 * step);
    assertThat(Math.abs(actual - expected))
        .as("differences say %s, the gradient %s", actual, expected)
        .isLessThanOrEqualTo(1e-6 * (1 + size));
  }

  private static double moved(Probe probe, double step) {
    Interpreter interpreter = probe.interpreter();
    for (Node input : probe.graph.trainable()) {
      double[] x = interpreter.value(input);
      double[] direction = direction(input);
      interpreter.variable(input, InterpretedRows.each(x.length, i -> x[i] + step * direction[i]));
    }
    return interpreter.value(probe.loss)[0];
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isComputedAsItIsMeant(OpCase op) {
    for (boolean everything : new boolean[] {false, true}) {
      Probe probe = Probe.of(op);
      Node[] fetches = probe.fetches(everything);
      Interpreter interpreter = probe.interpreter();
      for (Engine engine : new Engine[] {Engine.SCALAR, Engine.EXACT, Engine.VECTOR}) {
        for (int threads = 1; threads <= 3; threads++) {
          try (Session session = Session.open(Variables.of(probe.graph), engine, threads)) {
            session.seed(SEED);
            Plan plan = session.plan(fetches);
            probe.graph.find("labels").ifPresent(n -> feedLabels(plan, n, fetches));
            plan.run();
            for (Node fetch : fetches) {
              close(plan, fetch, interpreter.value(fetch), engine + " x " + threads);
            }
          }
        }
      }
    }
  }

  private static void feedLabels(Plan plan, Node labels, Node[] fetches) {
    if (Graph.reachable(fetches).contains(labels)) {
      plan.feed(labels, IntStream.range(0, count(labels)).toArray(), 0);
    }
  }

  private static void close(Plan plan, Node node, double[] expected, String where) {
    float[] actual = new float[expected.length];
    plan.fetch(node, actual, 0);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < actual.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("%s of %s [%d]: %s, meant %s", where, node, i, actual[i], expected[i])
          .isLessThanOrEqualTo(2e-6 + 1e-5 * largest);
    }
  }

  @Test
  void reachTheFusedSteps() {
    List<Op> fused =
        OpCases.all().stream()
            .map(Probe::of)
            .flatMap(p -> optimized(p).nodes().stream())
            .map(Node::op)
            .toList();
    for (Pooling pooling : Pooling.values()) {
      assertThat(fused).anyMatch(op -> op instanceof ConvBlock b && b.pooling() == pooling);
    }
    assertThat(fused).anyMatch(op -> op instanceof ConvBlock b && b.residual());
    assertThat(fused).hasAtLeastOneElementOfType(ConvBlockGradient.class);
    assertThat(fused).hasAtLeastOneElementOfType(DenseBlock.class);
  }

  /// Beside the cases' ops there are those that change variables; [TrainingStepTest] has them.
  @Test
  void leaveNoOpOut() {
    Stream<Node> nodes =
        Stream.concat(
            OpCases.all().stream()
                .map(Probe::of)
                .flatMap(p -> Stream.of(p.graph, optimized(p)))
                .flatMap(g -> g.nodes().stream()),
            TrainingStepTest.graphs().flatMap(g -> g.nodes().stream()));
    Set<Class<?>> seen = nodes.map(n -> n.op().getClass()).collect(Collectors.toSet());
    assertThat(seen).containsExactlyInAnyOrderElementsOf(kinds(Op.class).toList());
  }

  /// The records of a sealed interface, those of interfaces within it too.
  private static Stream<Class<?>> kinds(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses())
        .flatMap(kind -> kind.isSealed() ? kinds(kind) : Stream.of(kind));
  }

  private static Graph optimized(Probe probe) {
    return Compiler.optimize(probe.graph.outputs(List.of(probe.fetches(false))));
  }

  private static int count(Node node) {
    return node.shape().size();
  }

  private static double[] direction(Node input) {
    return InterpretedRows.widen(Tensor.of(input.shape(), floats(count(input), input.id())));
  }

  private static float[] floats(int count, int key) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 2 * Randomness.uniform(Randomness.key(SEED, key, 0), i) - 1;
    }
    return values;
  }
}
