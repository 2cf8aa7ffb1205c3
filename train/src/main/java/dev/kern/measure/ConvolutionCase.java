package dev.kern.measure;

import dev.kern.graph.Conv2d;
import dev.kern.graph.Conv2dFilterGradient;
import dev.kern.graph.Conv2dInputGradient;
import dev.kern.graph.Graph;
import dev.kern.graph.Node;
import dev.kern.graph.Shape;
import dev.kern.graph.Window;
import dev.kern.run.Engine;
import java.util.ArrayList;
import java.util.List;

/// A convolution to be timed on its own: its result, its gradients, or all of them.
///
/// Images, filter and the gradient of the loss by the result are random and stay as they are.
///
/// @param images `[N, H, W, C]`
/// @param filters how many
/// @param window the filter's size, its stride and padding
/// @param groups into how many groups the channels fall; as many as channels for a depthwise one
public record ConvolutionCase(Shape images, int filters, Window window, int groups) {
  /// What is computed.
  public enum Direction {
    /// The result.
    FORWARD,
    /// The gradient by the images.
    BY_IMAGE,
    /// The gradient by the filter.
    BY_FILTER
  }

  /// A convolution with SAME padding that keeps the number of channels, in one group.
  ///
  /// @param size of the filter, in pixels
  public static ConvolutionCase square(Shape images, int size) {
    return new ConvolutionCase(images, images.last(), Window.square(size), 1);
  }

  /// The same, channel by channel.
  public ConvolutionCase depthwise() {
    return new ConvolutionCase(images, images.last(), window, images.last());
  }

  /// What computes these parts, all of them if none is named.
  ///
  /// @param threads how many threads compute
  public TimedPlan of(Engine engine, int threads, Direction... parts) {
    Graph graph = new Graph();
    Node x = graph.placeholder("images", images);
    int inner = images.last() / groups;
    Node w = graph.placeholder("filter", Shape.of(window.height(), window.width(), inner, filters));
    Node y = Conv2d.of(x, w, window, groups);
    Node dy = graph.placeholder("dy", y.shape());
    List<Node> fetches = new ArrayList<>();
    for (Direction direction : parts.length == 0 ? Direction.values() : parts) {
      fetches.add(
          switch (direction) {
            case FORWARD -> y;
            case BY_IMAGE -> Conv2dInputGradient.of(dy, w, window, groups, images);
            case BY_FILTER -> Conv2dFilterGradient.of(x, dy, window, groups);
          });
    }
    List<Node> read = Graph.reachable(fetches.toArray(Node[]::new));
    return TimedPlan.of(
        fetches, List.of(x, w, dy).stream().filter(read::contains).toList(), engine, threads);
  }
}
