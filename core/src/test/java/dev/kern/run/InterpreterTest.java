package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.graph.Add;
import dev.kern.graph.Dropout;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.MatMul;
import dev.kern.graph.MaxPool;
import dev.kern.graph.MovingAverage;
import dev.kern.graph.Node;
import dev.kern.graph.Pad;
import dev.kern.graph.Shape;
import dev.kern.graph.Update;
import dev.kern.graph.UpdateRule;
import dev.kern.graph.Window;
import dev.kern.math.Randomness;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterpreterTest {
  private final Graph graph = new Graph();
  private final Node x = graph.placeholder("x", Shape.of(2, 2));

  @Test
  void multipliesMatricesAsTheyAreAndTransposed() {
    Node plain = MatMul.of(x, x);
    Node transposed = MatMul.of(x, x, true, false);
    Interpreter interpreter = Interpreter.of(graph).feed(x, new double[] {1, 2, 3, 4});
    assertThat(interpreter.value(plain)).containsExactly(7, 10, 15, 22);
    assertThat(interpreter.value(transposed)).containsExactly(10, 14, 14, 20);
  }

  @Test
  void padsAround() {
    Node padded = Pad.of(x, List.of(1, 0), List.of(0, 1), 9);
    Interpreter interpreter = Interpreter.of(graph).feed(x, new double[] {1, 2, 3, 4});
    assertThat(interpreter.value(padded)).containsExactly(9, 9, 9, 1, 2, 9, 3, 4, 9);
  }

  @Test
  void keepsTheSignOfTheLargestZero() {
    Node images = graph.placeholder("images", Shape.of(1, 2, 4, 1));
    Node largest = MaxPool.of(images, Window.square(2).stride(2));
    double[] zeros = {-0.0, -0.0, -1, -0.0, -0.0, -0.0, -2, -3};
    assertThat(Interpreter.of(graph).feed(images, zeros).value(largest))
        .containsExactly(-0.0, -0.0);
  }

  @Test
  void dropsTheElementsThatRandomnessSays() {
    Node dropped = Dropout.of(x, 0.5);
    Interpreter interpreter = Interpreter.of(graph).feed(x, new double[] {1, 2, 3, 4}).step(7, 3);
    double[] y = interpreter.value(dropped);
    int key = Randomness.key(7, 3, 0);
    for (int i = 0; i < 4; i++) {
      assertThat(y[i]).isEqualTo(Randomness.uniform(key, i) < 0.5f ? 2 * (i + 1) : 0);
    }
  }

  @Test
  void appliesEffectsAfterAllFetches() {
    Node w = graph.variable("w", Shape.of(2, 2), Initializer.zeros());
    Node average = graph.variable("average", Shape.of(2, 2), Initializer.zeros());
    Node rate = graph.placeholder("rate", Shape.scalar());
    Node update = Update.of(w, x, rate, UpdateRule.momentum(0.5));
    Node moved = MovingAverage.of(average, x, 0.75);
    Node sum = Add.of(w, x);
    Interpreter interpreter =
        Interpreter.of(graph).feed(x, new double[] {4, 4, 4, 4}).feed(rate, new double[] {0.5});
    assertThat(interpreter.run(List.of(update, moved, sum)).get(sum)).containsOnly(4);
    assertThat(interpreter.value(w)).containsOnly(-2);
    assertThat(interpreter.value(average)).containsOnly(1);
    interpreter.run(List.of(update));
    assertThat(interpreter.value(w)).containsOnly(-5);
  }

  @Test
  void namesThePlaceholderThatWasNotFed() {
    assertThatThrownBy(() -> Interpreter.of(graph).value(x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'x'")
        .hasMessageContaining("feed it first");
  }
}
