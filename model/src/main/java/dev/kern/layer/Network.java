package dev.kern.layer;

import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.ShapeContext;
import java.util.List;
import java.util.stream.Collectors;

/// A convolutional network: layers, one after the other, from images to a row of logits per image.
///
/// ```java
/// Network.of(conv(16, 5).stride(2), relu(), flatten(), dense(10))
/// ```
///
/// @param name what the network is called
/// @param layers its layers, in order
public record Network(String name, List<Layer> layers) {
  /// Fails with [IllegalArgumentException] if there is no layer or the name is blank.
  public Network {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network needs at least one layer, given none");
    }
    if (name.isBlank()) {
      throw new IllegalArgumentException("a network needs a name, given a blank one");
    }
  }

  /// A network of these layers, called `network`.
  public static Network of(Layer... layers) {
    return new Network("network", List.of(layers));
  }

  /// The same network under another name.
  public Network named(String other) {
    return new Network(other, layers);
  }

  /// Appends the network, applied to images, to a graph.
  ///
  /// @param images `[N, H, W, C]`
  /// @param training whether the graph will be trained; see [Scope]
  /// @return the logits, `[N, classes]`
  ///
  ///   Fails with `ShapeException` if the layers do not fit one another or the images.
  public Node build(Graph graph, Node images, boolean training) {
    return build(training ? Scope.training(graph) : Scope.inference(graph), images);
  }

  /// Appends the network, applied to images, to the graph of a scope.
  ///
  /// @param images `[N, H, W, C]`
  /// @return the logits, `[N, classes]`
  ///
  ///   Fails with `ShapeException` if the layers do not fit one another or the images.
  public Node build(Scope scope, Node images) {
    Node logits = scope.addAll(layers, images);
    if (logits.shape().rank() != 2) {
      throw new ShapeContext(logits.op(), logits.name(), logits.inputs())
          .fail(
              "a network must end in a row of logits per image, this one ends in " + logits.shape(),
              "use flatten() and dense(classes) as the last layers");
    }
    return logits;
  }

  /// The layers with their shapes, parameters and multiply-adds for images of this size.
  ///
  /// Fails with `ShapeException` if the layers do not fit one another or the images.
  public Summary summary(int height, int width, int channels) {
    return Summary.of(this, height, width, channels);
  }

  /// `mine: conv (16 filters of 5 x 5, stride 2, same), relu, flatten, dense (10 units)`.
  @Override
  public String toString() {
    return layers.stream().map(Network::text).collect(Collectors.joining(", ", name + ": ", ""));
  }

  private static String text(Layer layer) {
    String settings = layer.settings();
    return layer.kind() + (settings.isEmpty() ? "" : " (" + settings + ")");
  }
}
