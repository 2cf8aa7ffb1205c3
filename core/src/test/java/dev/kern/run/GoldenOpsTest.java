package dev.kern.run;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.graph.AveragePool;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Gradients;
import dev.kern.graph.Graph;
import dev.kern.graph.Initializer;
import dev.kern.graph.MaxPool;
import dev.kern.graph.Multiply;
import dev.kern.graph.Node;
import dev.kern.graph.Padding;
import dev.kern.graph.ReduceSum;
import dev.kern.graph.Softmax;
import dev.kern.graph.SoftmaxCrossEntropy;
import dev.kern.graph.Window;
import dev.kern.testing.Fixtures;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The interpreter against numbers that TensorFlow computed.
class GoldenOpsTest {
  static List<Path> cases() throws IOException {
    return cases(Fixtures.path("golden/ops"));
  }

  /// Those that are too large for the repository.
  static List<Path> largeCases() throws IOException {
    List<Path> cases = cases(SharedData.path("golden/ops"));
    Set<String> small = cases().stream().map(GoldenOpsTest::name).collect(toSet());
    return cases.stream().filter(folder -> !small.contains(name(folder))).toList();
  }

  /// A case's operation and what is special about it.
  private static String name(Path folder) {
    return folder.subpath(folder.getNameCount() - 2, folder.getNameCount()).toString();
  }

  private static List<Path> cases(Path ops) throws IOException {
    try (Stream<Path> folders =
        Files.find(ops, 2, (p, _) -> Files.exists(p.resolve("meta.json")))) {
      return folders
          .filter(p -> !p.toString().contains("exponential_decay"))
          .filter(p -> !p.toString().contains("truncated_normal"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTensorFlow(Path folder) throws IOException {
    compare(folder);
  }

  @NeedsSharedData
  @ParameterizedTest
  @MethodSource("largeCases")
  void agreesWithTensorFlowAtLargeExtents(Path folder) throws IOException {
    compare(folder);
  }

  private static void compare(Path folder) throws IOException {
    if (folder.toString().contains("softmax_cross_entropy")) {
      compareSoftmax(folder);
    } else {
      compareWindow(folder);
    }
  }

  private static void compareWindow(Path folder) throws IOException {
    String meta = Files.readString(folder.resolve("meta.json"));
    Padding padding = meta.contains("\"SAME\"") ? Padding.SAME : Padding.VALID;
    Window window =
        new Window(
            number(meta, "kh"),
            number(meta, "kw"),
            number(meta, "stride"),
            padding,
            meta.contains("dilation") ? number(meta, "dilation") : 1);
    Graph graph = new Graph();
    Node x = variable(graph, folder, "x");
    boolean convolution = meta.contains("\"conv2d\"");
    Node y;
    if (convolution) {
      y = Conv2d.of(x, variable(graph, folder, "w"), window);
    } else {
      y = meta.contains("\"max_pool\"") ? MaxPool.of(x, window) : AveragePool.of(x, window);
    }
    Node dy = variable(graph, folder, "dy");
    List<Node> wanted = graph.variables().subList(0, convolution ? 2 : 1);
    List<Node> gradients = Gradients.of(ReduceSum.of(Multiply.of(y, dy)), wanted);
    Interpreter interpreter = given(graph, folder);
    close(interpreter.value(y), folder, "y", 1);
    close(interpreter.value(gradients.getFirst()), folder, "dx", 1);
    if (convolution) {
      close(interpreter.value(gradients.getLast()), folder, "dw", 1);
    }
  }

  private static void compareSoftmax(Path folder) {
    Graph graph = new Graph();
    Node logits = variable(graph, folder, "logits");
    Node loss = SoftmaxCrossEntropy.of(logits, variable(graph, folder, "labels"));
    Node softmax = Softmax.of(logits);
    Node gradient = Gradients.of(ReduceSum.of(loss), List.of(logits)).getFirst();
    Interpreter interpreter = given(graph, folder);
    int classes = logits.shape().last();
    close(interpreter.value(loss), folder, "loss", 1);
    close(interpreter.value(softmax), folder, "softmax", classes);
    close(interpreter.value(gradient), folder, "dlogits", classes);
  }

  private static Node variable(Graph graph, Path folder, String name) {
    NpyFile file = NpyFile.read(folder.resolve(name + ".npy"));
    return graph.variable(name, file.shape(), Initializer.zeros());
  }

  private static Interpreter given(Graph graph, Path folder) {
    Interpreter interpreter = Interpreter.of(graph);
    for (Node node : graph.variables()) {
      interpreter.variable(node, NpyFile.read(folder.resolve(node.name() + ".npy")).values());
    }
    return interpreter;
  }

  private static int number(String meta, String key) {
    Matcher matcher = Pattern.compile("\"" + key + "\": (\\d+)").matcher(meta);
    assertThat(matcher.find()).as("%s in %s", key, meta).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  /// Compares the rows that are finite in TensorFlow's output.
  private static void close(double[] actual, Path folder, String name, int row) {
    double[] expected = NpyFile.read(folder.resolve(name + ".npy")).values();
    assertThat(actual).hasSameSizeAs(expected);
    double largest =
        Arrays.stream(expected).filter(Double::isFinite).map(Math::abs).max().orElse(0);
    for (int at = 0; at < expected.length; at += row) {
      if (Arrays.stream(expected, at, at + row).allMatch(Double::isFinite)) {
        for (int i = at; i < at + row; i++) {
          assertThat(Math.abs(actual[i] - expected[i]))
              .as("%s[%d]: %s, TensorFlow has %s", name, i, actual[i], expected[i])
              .isLessThanOrEqualTo(1e-5 * largest);
        }
      }
    }
  }
}
