package dev.kern.layer;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import java.util.ArrayList;
import java.util.List;

/// A network whose first layers training leaves as they are, in two parts: what the first part
/// makes of an image never changes, so that it need be computed only once.
///
/// @param network the whole network
/// @param layers the first part: frozen layers, and those right behind them that have neither
///   weights nor chance, such as pooling
/// @param rest the layers behind, one or more
public record FrozenBeginning(Network network, List<Layer> layers, List<Layer> rest) {
  /// Copies the lists.
  public FrozenBeginning {
    layers = List.copyOf(layers);
    rest = List.copyOf(rest);
  }

  /// What the first part makes of an image of this size: `[height, width, channels]` or `[units]`.
  ///
  /// Fails with `ShapeException` if the layers don't fit one another or the images.
  public Shape shape(int height, int width, int channels) {
    Graph graph = new Graph();
    Node images = graph.placeholder("images", Shape.of(1, height, width, channels));
    Shape shape = Scope.inference(graph).addAll(layers, images).shape();
    return shape.rank() == 4
        ? Shape.of(shape.extent(1), shape.extent(2), shape.extent(3))
        : Shape.of(shape.last());
  }

  /// The second part as a network of its own, whose variables have the names that they have in the
  /// whole one. In the place of images it takes what the first part makes of them, as images of any
  /// extents with as many numbers.
  ///
  /// @param shape what the first part makes of an image
  public Network behind(Shape shape) {
    List<Layer> all = new ArrayList<>();
    all.add(new Precomputed(layers, shape));
    all.addAll(rest);
    return new Network(network.name(), all);
  }
}
