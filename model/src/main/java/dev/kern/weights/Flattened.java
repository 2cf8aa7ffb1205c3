package dev.kern.weights;

import dev.kern.graph.Graph;
import dev.kern.graph.MatMul;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.Variable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which variables belong to the numbers of flattened images: PyTorch flattens channel by channel,
/// Kern pixel by pixel.
final class Flattened {
  private Flattened() {}

  /// The extents `[H, W, C]` of the images, by the names of the variables.
  static Map<String, Shape> of(Graph graph) {
    Map<String, Shape> images = new HashMap<>();
    for (Node node : graph.nodes()) {
      @Nullable Node image =
          node.shape().rank() == 2 ? image(node.inputs().isEmpty() ? node : node.input(0)) : null;
      if (image != null) {
        Shape shape = image.shape();
        node.inputs().stream()
            .filter(input -> input.op() instanceof Variable)
            .forEach(
                input ->
                    images.put(
                        input.name(), Shape.of(shape.extent(1), shape.extent(2), shape.extent(3))));
      }
    }
    return images;
  }

  /// The images whose numbers are those of a row, in their order; null if a row has others.
  private static @Nullable Node image(Node row) {
    Node node = row;
    while (node.shape().rank() == 2 && !(node.op() instanceof MatMul) && !node.inputs().isEmpty()) {
      node = node.input(0);
    }
    return node.shape().rank() == 4 && node.shape().size() == row.shape().size() ? node : null;
  }
}
