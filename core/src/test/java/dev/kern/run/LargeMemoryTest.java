package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.MatMul;
import dev.kern.graph.Node;
import dev.kern.graph.ReduceSum;
import dev.kern.graph.Shape;
import dev.kern.math.FloatRanges;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Memory of more than 2 GiB, in a JVM of its own, whose heap has 5 GiB: what crashed it was the
/// comparison of packed weights that lie beyond.
@Tag("slow")
final class LargeMemoryTest {
  private static final int ROWS = 64;
  private static final int INNER = 1024;
  private static final int COLUMNS = 512;

  /// What the JVM runs.
  static final class Program {
    private Program() {}

    /// Runs a plan whose weights are packed behind a tensor of 2 GiB.
    public static void main(String[] arguments) {
      comparesBeyond();
      Graph graph = new Graph();
      Node large = graph.placeholder("large", Shape.of(1 << 19, 1 << 10));
      Node left = graph.placeholder("left", Shape.of(ROWS, INNER));
      Node right = graph.variable("right", Shape.of(INNER, COLUMNS), Initializer.constant(1));
      Node product = MatMul.of(left, right);
      Node sum = ReduceSum.of(large);
      Variables variables = Variables.of(graph);
      try (Session session = Session.open(variables, Engine.VECTOR, 2)) {
        Plan plan = session.plan(sum, product);
        float[] ones = new float[ROWS * INNER];
        Arrays.fill(ones, 1);
        plan.feed(left, ones);
        float[] result = new float[ROWS * COLUMNS];
        for (int run = 0; run < 3; run++) {
          variables.values()[variables.at("right") + INNER * COLUMNS - 1] = 1 + run;
          plan.run();
          plan.fetch(product, result, 0);
          expect(result[0] == INNER && result[COLUMNS - 1] == INNER + run);
          expect(plan.scalar(sum) == 0);
        }
      }
      System.out.println("done");
    }

    /// Compares on both sides of the limit of the JDK.
    private static void comparesBeyond() {
      float[] array = new float[FloatRanges.COMPARABLE + 1000];
      array[array.length - 1] = 1;
      int from = FloatRanges.COMPARABLE - 100;
      expect(FloatRanges.equal(array, from, array, 0, 1000));
      expect(!FloatRanges.equal(array, from + 100, array, 0, 1000));
      expect(FloatRanges.equal(array, array));
    }

    private static void expect(boolean right) {
      if (!right) {
        throw new IllegalStateException("wrong");
      }
    }
  }

  @Test
  void comparesWeightsBeyondTwoGigabytes() throws IOException, InterruptedException {
    assertThat(ChildJvm.run(Program.class, "-Xmx5g", "--add-modules=jdk.incubator.vector"))
        .contains("done");
  }
}
