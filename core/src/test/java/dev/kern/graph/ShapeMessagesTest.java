package dev.kern.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What is said about shapes that don't fit, in golden text; `-Dgolden=write` rewrites it.
class ShapeMessagesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/kern/graph/shapes.txt");

  private final Graph graph = new Graph();
  private final Node image = graph.placeholder("image", Shape.of(2, 6, 5, 3));
  private final Node matrix = graph.placeholder("matrix", Shape.of(4, 7));
  private final Node vector = graph.placeholder("vector", Shape.of(7));
  private final Node filter = graph.variable("w", Shape.of(3, 3, 4, 8), Initializer.zeros());

  private final Node parts = graph.variable("parts", Shape.of(3, 3, 2, 6), Initializer.zeros());

  private List<Supplier<Node>> mistakes() {
    return List.of(
        () -> Add.of(matrix, vector),
        () -> Multiply.of(matrix, image),
        () -> AddBias.of(image, vector),
        () -> Conv2d.of(image, filter, Window.square(3)),
        () -> Conv2d.of(image, filter, Window.square(3), 2),
        () -> Conv2d.of(image, parts, Window.square(3), 3),
        () -> Conv2d.of(matrix, filter, Window.square(3)),
        () -> Conv2d.of(image, vector, Window.square(3)),
        () -> MaxPool.of(image, Window.square(9).valid()),
        () -> AveragePool.of(vector, Window.square(2)),
        () -> MatMul.of(matrix, matrix),
        () -> MatMul.of(matrix, vector),
        () -> Reshape.of(matrix, Shape.of(5, 5)),
        () -> Concat.of(List.of(matrix, image)),
        () -> Pad.of(matrix, List.of(1), List.of(1), 0),
        () -> Crop.of(matrix, List.of(3, 0), List.of(2, 0)),
        () -> Fill.of(vector, Shape.of(2)),
        () -> OneHot.of(matrix, 3),
        () -> SoftmaxCrossEntropy.of(matrix, vector),
        () -> Normalize.byBatch(image, vector, vector, 1e-3),
        () -> ScaleBy.of(matrix, vector),
        () -> Minimize.of(vector, vector, UpdateRule.sgd()));
  }

  @Test
  void saysWhatDoesNotFitAndHowToMendIt() throws IOException {
    String text =
        mistakes().stream()
            .map(mistake -> catchThrowableOfType(ShapeException.class, mistake::get).getMessage())
            .collect(Collectors.joining("\n\n", "", "\n"));
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(GOLDEN, text);
    }
    assertThat(text).isEqualTo(Files.readString(GOLDEN));
    assertThat(graph.nodes())
        .as("five inputs, and the mean and variance that byBatch made; no refused node")
        .hasSize(7);
  }
}
