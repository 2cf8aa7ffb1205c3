package dev.kern.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.run.Engine;
import dev.kern.run.Plan;
import dev.kern.run.Session;
import dev.kern.run.Variables;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NewtonSchulzTest {
  private static double[] random(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(size, -1, 1).toArray();
  }

  private static float[] orthogonal(int rows, int columns, double[] matrix) {
    Graph graph = new Graph();
    float[] values = new float[matrix.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) matrix[i];
    }
    Node x = graph.constant(Tensor.of(Shape.of(rows, columns), values));
    Node y = NewtonSchulz.of(x, 5);
    try (Session session = Session.open(Variables.of(graph), Engine.VECTOR, 2)) {
      Plan plan = session.plan(y);
      plan.run();
      return plan.fetch(y).toArray();
    }
  }

  /// The same as `sum of p(s) u v^T`, computed the plain way: the polynomial of the smaller square.
  @ParameterizedTest
  @CsvSource({"27, 8", "8, 27", "5, 5", "100, 1", "1, 9"})
  void movesSingularValuesTowardsOne(int rows, int columns) {
    double[] matrix = random(rows * columns, rows);
    float[] result = orthogonal(rows, columns, matrix);
    double[] plain = plain(rows, columns, matrix);
    for (int i = 0; i < plain.length; i++) {
      assertThat((double) result[i]).isCloseTo(plain[i], within(1e-4));
    }
    if (rows > 2 * columns) { // of a random matrix so long, no singular value is small
      double[] direction = random(columns, 7);
      double before = 0;
      double after = 0;
      for (int i = 0; i < rows; i++) {
        double sum = 0;
        for (int j = 0; j < columns; j++) {
          sum += result[i * columns + j] * direction[j];
        }
        after += sum * sum;
      }
      for (double each : direction) {
        before += each * each;
      }
      assertThat(Math.sqrt(after / before)).isBetween(0.6, 1.3);
    }
  }

  private static double[] plain(int rows, int columns, double[] matrix) {
    double norm = 0;
    for (double each : matrix) {
      norm += each * each;
    }
    double[] x = matrix.clone();
    for (int i = 0; i < x.length; i++) {
      x[i] /= Math.sqrt(norm) + 1e-7;
    }
    for (int round = 0; round < 5; round++) {
      double[] cube = times(rows, columns, x, x, x);
      double[] fifth = times(rows, columns, cube, x, x);
      for (int i = 0; i < x.length; i++) {
        x[i] = 3.4445 * x[i] - 4.775 * cube[i] + 2.0315 * fifth[i];
      }
    }
    return x;
  }

  /// `a * b^T * c`
  private static double[] times(int rows, int columns, double[] a, double[] b, double[] c) {
    double[] result = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < rows; k++) {
        double sum = 0;
        for (int j = 0; j < columns; j++) {
          sum += a[i * columns + j] * b[k * columns + j];
        }
        for (int j = 0; j < columns; j++) {
          result[i * columns + j] += sum * c[k * columns + j];
        }
      }
    }
    return result;
  }

  @Test
  void leavesZerosAsTheyAre() {
    assertThat(orthogonal(4, 3, new double[12])).containsOnly(0);
  }
}
