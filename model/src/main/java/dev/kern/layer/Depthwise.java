package dev.kern.layer;

import dev.kern.graph.AddBias;
import dev.kern.graph.Conv2d;
import dev.kern.graph.Initializer;
import dev.kern.graph.Node;
import dev.kern.graph.Padding;
import dev.kern.graph.Shape;
import dev.kern.graph.Window;
import java.util.List;

/// A convolution of each channel by itself, with filters of its own and a bias per filter.
///
/// | tensor    | shape                      |
/// |-----------|----------------------------|
/// | image     | `[N, H, W, C]`             |
/// | `weights` | `[height, width, 1, C*M]`  |
/// | `biases`  | `[C*M]`                    |
/// | result    | `[N, out(H), out(W), C*M]` |
///
/// Filters `c*M` to `c*M + M - 1` belong to channel `c`. Together with a `conv(filters, 1)` behind
/// it it is a separable convolution: nearly what `conv(filters, size)` does, for a fraction of the
/// work.
///
/// Source: Howard et al. 2017, section 3.1.
///
/// @param multiplier how many filters each channel has, M
/// @param height rows of a filter
/// @param width columns of a filter
/// @param stride pixels between two positions of the window
/// @param padding what happens at the edges
/// @param dilation pixels between two of a filter's own elements; 1 leaves no gaps
/// @param biased whether there is a bias; batch normalisation right behind makes it useless
/// @param weights the first values of the filters
/// @param biases the first values of the biases
public record Depthwise(
    int multiplier,
    int height,
    int width,
    int stride,
    Padding padding,
    int dilation,
    boolean biased,
    Initializer weights,
    Initializer biases)
    implements Layer {
  /// Fails with [IllegalArgumentException] if a number is below 1 or more pixels than an image has.
  public Depthwise {
    Require.atLeast(1, multiplier, "depthwise", "filters per channel");
    Require.pixels(height, "depthwise", "filter height");
    Require.pixels(width, "depthwise", "filter width");
    Require.pixels(stride, "depthwise", "stride");
    Require.reach(Math.max(height, width), dilation, "depthwise");
  }

  /// A filter of `height` by `width` pixels per channel with stride 1, SAME padding, He's first
  /// weights and biases of 0.
  public static Depthwise of(int height, int width) {
    return new Depthwise(
        1, height, width, 1, Padding.SAME, 1, true, Initializer.heNormal(), Initializer.zeros());
  }

  /// The same with several filters per channel.
  public Depthwise multiplier(int filters) {
    return new Depthwise(
        filters, height, width, stride, padding, dilation, biased, weights, biases);
  }

  /// The same with another stride.
  public Depthwise stride(int pixels) {
    return new Depthwise(
        multiplier, height, width, pixels, padding, dilation, biased, weights, biases);
  }

  /// The same with another padding.
  public Depthwise padding(Padding other) {
    return new Depthwise(
        multiplier, height, width, stride, other, dilation, biased, weights, biases);
  }

  /// The same with as much padding as gives `ceil(size / stride)` outputs.
  public Depthwise same() {
    return padding(Padding.SAME);
  }

  /// The same without padding.
  public Depthwise valid() {
    return padding(Padding.VALID);
  }

  /// The same with gaps between a filter's elements.
  public Depthwise dilation(int pixels) {
    return new Depthwise(
        multiplier, height, width, stride, padding, pixels, biased, weights, biases);
  }

  /// The same without a bias.
  public Depthwise unbiased() {
    return new Depthwise(
        multiplier, height, width, stride, padding, dilation, false, weights, biases);
  }

  /// The same with other first values of the filters.
  public Depthwise weights(Initializer first) {
    return new Depthwise(
        multiplier, height, width, stride, padding, dilation, biased, first, biases);
  }

  /// The same with other first values of the biases.
  public Depthwise biases(Initializer first) {
    return new Depthwise(
        multiplier, height, width, stride, padding, dilation, biased, weights, first);
  }

  @Override
  public String kind() {
    return "depthwise";
  }

  @Override
  public String settings() {
    return (multiplier == 1 ? "a filter" : multiplier + " filters")
        + " per channel of "
        + LayerText.window(height, width, stride, padding)
        + (dilation == 1 ? "" : ", dilation " + dilation)
        + (biased ? "" : ", no bias");
  }

  @Override
  public Node build(Scope scope, Node x) {
    Window window = new Window(height, width, stride, padding, dilation);
    scope.expectImages(this, new Conv2d(window, 1), x);
    int channels = x.shape().extent(3);
    if ((long) channels * multiplier > Integer.MAX_VALUE) {
      throw scope.misfit(
          new Conv2d(window, channels),
          List.of(x),
          "%d filters for each of %d channels are too many".formatted(multiplier, channels),
          "use fewer filters per channel");
    }
    int filters = channels * multiplier;
    Shape shape = Shape.of(height, width, 1, filters);
    Node filter = scope.graph().variable("weights", shape, weights);
    Node y = Conv2d.of(x, filter, window, channels);
    return biased ? AddBias.of(y, scope.graph().variable("biases", Shape.of(filters), biases)) : y;
  }
}
