package dev.kern.graph;

import java.util.List;

/// A convolution of images with a bank of filters.
///
/// | tensor | shape                    |
/// |--------|--------------------------|
/// | image  | `[N, H, W, C]`           |
/// | filter | `[K, L, C/G, F]`         |
/// | result | `[N, out(H), out(W), F]` |
///
/// `y[n,i,j,f] = sum over u,v,c of x[n, i*s + u*d - p, j*s + v*d - q, g + c] * w[u,v,c,f]`, where
/// `s` is the stride, `d` the dilation, `p` and `q` the padding above and to the left.
///
/// Channels and filters are split into `G` groups of neighbours. A filter sees only the channels of
/// its own group, the first of which is `g`. With as many groups as channels the convolution is
/// depthwise.
///
/// Source: LeCun et al. 1998, section II; groups: Krizhevsky et al. 2012, section 3.2; the same
/// padding as TensorFlow's SAME and VALID.
///
/// @param window the filter's extents and how it moves
/// @param groups the number of channel groups
public record Conv2d(Window window, int groups) implements Op {
  /// Fails with [IllegalArgumentException] if there are fewer than one group.
  public Conv2d {
    if (groups < 1) {
      throw new IllegalArgumentException(
          "a convolution needs at least one group of channels, given " + groups);
    }
  }

  /// The convolution of `image` with `filter`, all channels in one group. The window's size must be
  /// the filter's.
  ///
  /// Fails with [ShapeException] if the channels differ or the window does not fit into the image.
  public static Node of(Node image, Node filter, Window window) {
    return of(image, filter, window, 1);
  }

  /// The convolution of `image` with `filter`, in groups.
  ///
  /// Fails with [ShapeException] if the channels or the filters can't be divided evenly into the
  /// groups, the filter's channels aren't those of a group, or the window does not fit into the
  /// image.
  public static Node of(Node image, Node filter, Window window, int groups) {
    return image.graph().add(new Conv2d(window, groups), image, filter);
  }

  @Override
  public String symbol() {
    return "conv2d";
  }

  @Override
  public String attributes() {
    return attributes(window, groups);
  }

  /// The window and, if there is more than one, the number of groups.
  static String attributes(Window window, int groups) {
    return window + (groups == 1 ? "" : ", groups: " + groups);
  }

  @Override
  public List<String> roles() {
    return List.of("image", "filter");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    return inferConvolution(call, window, groups);
  }

  /// The shape of a convolution of input 0 with the filter at input 1.
  static Shape inferConvolution(ShapeContext call, Window window, int groups) {
    call.expectRank(0, 4, "[N, H, W, C]");
    call.expectRank(1, 4, groups == 1 ? "[K, L, C, F]" : "[K, L, C/G, F]");
    Shape filter = call.shape(1);
    expectChannels(call, groups);
    if (filter.extent(0) != window.height() || filter.extent(1) != window.width()) {
      throw call.fail(
          "the filter has %d x %d pixels, the window %d x %d"
              .formatted(filter.extent(0), filter.extent(1), window.height(), window.width()),
          "use a filter of " + filter.with(0, window.height()).with(1, window.width()));
    }
    return slide(call, window).with(3, filter.extent(3));
  }

  private static void expectChannels(ShapeContext call, int groups) {
    int channels = call.shape(0).extent(3);
    Shape filter = call.shape(1);
    int taken = filter.extent(2);
    if (channels % groups != 0 || filter.extent(3) % groups != 0) {
      throw call.fail(
          "%s and %s can't be divided into %d groups"
              .formatted(counted(channels, "channel"), counted(filter.extent(3), "filter"), groups),
          "use multiples of %d for both, or change the groups".formatted(groups));
    }
    if (taken * groups != channels) {
      throw call.fail(
          "the filter takes %s%s, the image has %d"
              .formatted(
                  counted(taken, "channel"),
                  groups == 1 ? "" : " in each of %d groups".formatted(groups),
                  channels),
          "use a filter of %s, or an image with %s"
              .formatted(filter.with(2, channels / groups), counted(taken * groups, "channel")));
    }
  }

  /// The shape that sliding a window over the images at input 0 gives.
  static Shape slide(ShapeContext call, Window window) {
    call.expectRank(0, 4, "[N, H, W, C]");
    Shape image = call.shape(0);
    int rows = window.outputHeight(image.extent(1));
    int columns = window.outputWidth(image.extent(2));
    if (rows < 1 || columns < 1) {
      throw call.fail(
          "a window of %d x %d%s doesn't fit into images of %d x %d"
              .formatted(
                  window.height(),
                  window.width(),
                  window.dilation() == 1 ? "" : " with dilation " + window.dilation(),
                  image.extent(1),
                  image.extent(2)),
          "use a smaller window, SAME padding, or larger images");
    }
    return Shape.of(image.extent(0), rows, columns, image.extent(3));
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    Node image = y.input(0);
    Node filter = y.input(1);
    adjoints.add(image, () -> Conv2dInputGradient.of(dy, filter, window, groups, image.shape()));
    adjoints.add(filter, () -> Conv2dFilterGradient.of(image, dy, window, groups));
  }
}
