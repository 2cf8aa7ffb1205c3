package dev.kern.layer;

import dev.kern.graph.AddBias;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Initializer;
import dev.kern.graph.Node;
import dev.kern.graph.Padding;
import dev.kern.graph.Shape;
import dev.kern.graph.Window;
import java.util.List;

/// A convolution with a bank of filters, and a bias per filter.
///
/// | tensor    | shape                     |
/// |-----------|---------------------------|
/// | image     | `[N, H, W, C]`            |
/// | `weights` | `[height, width, C/G, F]` |
/// | `biases`  | `[F]`                     |
/// | result    | `[N, out(H), out(W), F]`  |
///
/// With several groups, channels and filters are parted into as many, and a filter sees the
/// channels of its own group; see [Depthwise] for as many groups as channels.
///
/// @param filters how many filters, F
/// @param height rows of a filter
/// @param width columns of a filter
/// @param stride pixels between two positions of the window
/// @param padding what happens at the edges
/// @param dilation pixels between two of a filter's own elements; 1 leaves no gaps
/// @param groups how many groups channels and filters make, G
/// @param biased whether there is a bias; batch normalisation right behind makes it useless
/// @param weights the first values of the filters
/// @param biases the first values of the biases
public record Conv(
    int filters,
    int height,
    int width,
    int stride,
    Padding padding,
    int dilation,
    int groups,
    boolean biased,
    Initializer weights,
    Initializer biases)
    implements Layer {
  /// Fails with [IllegalArgumentException] if a number is below 1 or more pixels than an image has,
  /// or the filters don't part into the groups.
  public Conv {
    Require.atLeast(1, filters, "conv", "filters");
    Require.pixels(height, "conv", "filter height");
    Require.pixels(width, "conv", "filter width");
    Require.pixels(stride, "conv", "stride");
    Require.reach(Math.max(height, width), dilation, "conv");
    Require.atLeast(1, groups, "conv", "groups");
    if (filters % groups != 0) {
      throw new IllegalArgumentException(
          "conv needs a multiple of %d filters for %d groups, given %d"
              .formatted(groups, groups, filters));
    }
  }

  /// Filters of `height` by `width` pixels with stride 1, SAME padding, He's first weights and
  /// biases of 0.
  public static Conv of(int filters, int height, int width) {
    return new Conv(
        filters,
        height,
        width,
        1,
        Padding.SAME,
        1,
        1,
        true,
        Initializer.heNormal(),
        Initializer.zeros());
  }

  /// The same with another number of filters.
  public Conv filters(int count) {
    return new Conv(
        count, height, width, stride, padding, dilation, groups, biased, weights, biases);
  }

  /// The same with another stride.
  public Conv stride(int pixels) {
    return new Conv(
        filters, height, width, pixels, padding, dilation, groups, biased, weights, biases);
  }

  /// The same with another padding.
  public Conv padding(Padding other) {
    return new Conv(
        filters, height, width, stride, other, dilation, groups, biased, weights, biases);
  }

  /// The same with as much padding as gives `ceil(size / stride)` outputs.
  public Conv same() {
    return padding(Padding.SAME);
  }

  /// The same without padding.
  public Conv valid() {
    return padding(Padding.VALID);
  }

  /// The same with gaps between a filter's elements.
  public Conv dilation(int pixels) {
    return new Conv(
        filters, height, width, stride, padding, pixels, groups, biased, weights, biases);
  }

  /// The same with channels and filters in groups.
  public Conv groups(int count) {
    return new Conv(
        filters, height, width, stride, padding, dilation, count, biased, weights, biases);
  }

  /// The same without a bias.
  public Conv unbiased() {
    return new Conv(
        filters, height, width, stride, padding, dilation, groups, false, weights, biases);
  }

  /// The same with other first values of the filters.
  public Conv weights(Initializer first) {
    return new Conv(
        filters, height, width, stride, padding, dilation, groups, biased, first, biases);
  }

  /// The same with other first values of the biases.
  public Conv biases(Initializer first) {
    return new Conv(
        filters, height, width, stride, padding, dilation, groups, biased, weights, first);
  }

  @Override
  public String kind() {
    return "conv";
  }

  @Override
  public String settings() {
    return "%d filter%s of %s"
        .formatted(
            filters,
            filters == 1 ? "" : "s",
            LayerText.window(height, width, stride, padding)
                + (dilation == 1 ? "" : ", dilation " + dilation)
                + (groups == 1 ? "" : ", %d groups".formatted(groups))
                + (biased ? "" : ", no bias"));
  }

  @Override
  public Node build(Scope scope, Node x) {
    Window window = new Window(height, width, stride, padding, dilation);
    scope.expectImages(this, new Conv2d(window, groups), x);
    int channels = x.shape().extent(3);
    if (channels % groups != 0) {
      throw scope.misfit(
          new Conv2d(window, groups),
          List.of(x),
          "%d channels can't be divided into %d groups".formatted(channels, groups),
          "change the groups, or use a multiple of %d filters in the layer before"
              .formatted(groups));
    }
    Shape shape = Shape.of(height, width, channels / groups, filters);
    Node filter = scope.graph().variable("weights", shape, weights);
    Node y = Conv2d.of(x, filter, window, groups);
    return biased ? AddBias.of(y, scope.graph().variable("biases", Shape.of(filters), biases)) : y;
  }
}
