package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.MatMul;
import dev.kern.graph.Node;
import dev.kern.graph.Scale;
import dev.kern.graph.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Weights that a plan packs for itself are always those of now.
class PackedWeightsTest {
  private static final int ROWS = 64;
  private static final int INNER = 1024;
  private static final int COLUMNS = 512;

  private final Graph graph = new Graph();
  private final Node left = graph.placeholder("left", Shape.of(ROWS, INNER));

  @Test
  void seesThatAVariableHasChanged() {
    Node right = graph.variable("right", Shape.of(INNER, COLUMNS), Initializer.constant(1));
    Variables variables = Variables.of(graph);
    try (Session session = Session.open(variables, Engine.VECTOR, 2)) {
      Plan plan = session.plan(MatMul.of(left, right));
      plan.feed(left, filled(ROWS * INNER, 1), 0);
      assertThat(result(plan)).containsOnly(INNER);
      assertThat(result(plan)).containsOnly(INNER);
      int last = variables.at("right") + INNER * COLUMNS - 1;
      variables.values()[last] = 3;
      float[] changed = result(plan);
      assertThat(changed[COLUMNS - 2]).isEqualTo(INNER);
      assertThat(changed[COLUMNS - 1]).isEqualTo(INNER + 2);
    }
  }

  @Test
  void packsWhatIsFed() {
    Node fed = graph.placeholder("right", Shape.of(INNER, COLUMNS));
    try (Session session = Session.open(Variables.of(graph), Engine.VECTOR, 2)) {
      Plan plan = session.plan(MatMul.of(left, Scale.of(fed, 2)));
      plan.feed(left, filled(ROWS * INNER, 1), 0);
      for (int value = 1; value < 4; value++) {
        plan.feed(fed, filled(INNER * COLUMNS, value), 0);
        assertThat(result(plan)).containsOnly(2 * value * INNER);
      }
    }
  }

  private float[] result(Plan plan) {
    plan.run();
    float[] result = new float[ROWS * COLUMNS];
    plan.fetch(graph.nodes().getLast(), result, 0);
    return result;
  }

  private static float[] filled(int size, float value) {
    float[] array = new float[size];
    Arrays.fill(array, value);
    return array;
  }
}
