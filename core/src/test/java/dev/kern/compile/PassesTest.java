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
import dev.kern.graph.Normalize;
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
  private static final Path FOLDER = Path.of("src/test/resources/dev/kern/compile");

  private static void compare(Graph written, String golden) throws IOException {
    Path file = FOLDER.resolve(golden);
    Graph graph = written;
    StringBuilder text = new StringBuilder("as written\n" + graph);
    for (Pass pass : Compiler.passes()) {
      graph = pass.apply(graph);
      text.append("\nafter ").append(pass.name()).append('\n').append(graph);
    }
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(file, text);
    }
    assertThat(text.toString()).isEqualTo(Files.readString(file));
  }

  @Test
  void rewriteTheGraphAsTheTextSays() throws IOException {
    compare(network(), "passes.txt");
  }

  @Test
  void foldNormalisationForInference() throws IOException {
    compare(normalised(), "inference.txt");
  }

  /// Convolutions with and without a bias before normalisation by kept statistics; the third has
  /// more weights than results.
  private static Graph normalised() {
    Graph graph = new Graph();
    Node images = graph.placeholder("images", Shape.of(2, 8, 8, 3));
    Node y = Conv2d.of(images, weights(graph, "conv/weights", 3, 3, 3, 4), Window.square(3));
    y = AddBias.of(y, weights(graph, "conv/bias", 4));
    y = Activate.of(normalise(graph, "norm1", y), Activation.RELU);
    y = Conv2d.of(y, weights(graph, "depthwise/weights", 3, 3, 1, 4), Window.square(3), 4);
    y = MaxPool.of(normalise(graph, "norm2", y), Window.square(2).stride(2));
    y = Reshape.flatten(y);
    y = normalise(graph, "norm3", MatMul.of(y, weights(graph, "dense/weights", 64, 3)));
    return graph.outputs(List.of(y));
  }

  private static Node normalise(Graph graph, String name, Node x) {
    int channels = x.shape().last();
    return Normalize.of(
        x,
        graph.state(name + "/mean", Shape.of(channels), Initializer.zeros()),
        graph.state(name + "/variance", Shape.of(channels), Initializer.constant(1)),
        weights(graph, name + "/scale", channels),
        weights(graph, name + "/shift", channels),
        1e-3);
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
    return graph.outputs(List.of(loss, Minimize.of(loss, rate, UpdateRule.sgd())));
  }

  private static Node weights(Graph graph, String name, int... extents) {
    return graph.variable(name, Shape.of(extents), Initializer.truncatedNormal(0.1));
  }
}
