package dev.kern.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.graph.Activate;
import dev.kern.graph.AddBias;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.MatMul;
import dev.kern.graph.MaxPool;
import dev.kern.graph.Minimize;
import dev.kern.graph.Node;
import dev.kern.graph.ReduceMean;
import dev.kern.graph.Reshape;
import dev.kern.graph.Scale;
import dev.kern.graph.Shape;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.Tensor;
import dev.kern.graph.UpdateRule;
import dev.kern.graph.Window;
import dev.kern.math.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a small network looks like after each pass, in golden text; `-Dgolden=write` rewrites it.
class PassesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/kern/compile/passes.txt");

  @Test
  void rewriteTheGraphAsTheTextSays() throws IOException {
    Graph graph = network();
    StringBuilder text = new StringBuilder("as written\n" + graph);
    for (Pass pass : Compiler.passes()) {
      graph = pass.apply(graph);
      text.append("\nafter ").append(pass.name()).append('\n').append(graph);
    }
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(GOLDEN, text);
    }
    assertThat(text.toString()).isEqualTo(Files.readString(GOLDEN));
  }

  static Graph network() {
    Graph graph = new Graph();
    Node images = graph.placeholder("images", Shape.of(2, 8, 8, 1));
    Node labels = graph.placeholder("labels", Shape.of(2, 3));
    Node y = Conv2d.of(images, weights(graph, "conv/weights", 3, 3, 1, 4), Window.square(3));
    y = Activate.of(AddBias.of(y, weights(graph, "conv/bias", 4)), Activation.RELU);
    y = Reshape.flatten(Scale.of(MaxPool.of(y, Window.square(2).stride(2)), 1));
    Activate.of(y, Activation.TANH);
    y = MatMul.of(y, weights(graph, "dense/weights", 64, 3));
    y = AddBias.of(y, weights(graph, "dense/bias", 3));
    Node loss = ReduceMean.of(SoftmaxCrossEntropy.of(y, labels));
    Node rate = graph.constant(Tensor.scalar(0.5));
    return graph.outputs(List.of(loss, Minimize.of(loss, rate, UpdateRule.gradientDescent())));
  }

  private static Node weights(Graph graph, String name, int... extents) {
    return graph.variable(name, Shape.of(extents), Initializer.truncatedNormal(0.1));
  }
}
