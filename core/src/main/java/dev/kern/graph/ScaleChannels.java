package dev.kern.graph;

import java.util.List;

/// Every channel times a number: the same for all samples, or one for each sample.
///
/// | tensor | shape                |
/// |--------|----------------------|
/// | x      | `[N, ..., C]`        |
/// | factor | `[C]` or `[N, C]`    |
/// | result | `[N, ..., C]`        |
///
/// `y[n, ..., c] = x[n, ..., c] * factor[c]`, or `factor[n, c]`
///
/// With factors of its own for each sample it is the gate of a squeeze-and-excitation block.
///
/// Source: Hu et al. 2017.
public record ScaleChannels() implements Op {
  /// `x` with its channels multiplied.
  ///
  /// Fails with [ShapeException] if the factors are neither one per channel nor one per channel of
  /// each sample.
  public static Node of(Node x, Node factor) {
    return x.graph().add(new ScaleChannels(), x, factor);
  }

  /// Whether each sample has factors of its own.
  public static boolean isPerSample(Node y) {
    return y.input(1).shape().rank() == 2;
  }

  @Override
  public String symbol() {
    return "scale_channels";
  }

  @Override
  public List<String> roles() {
    return List.of("x", "factor");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    Shape x = call.shape(0);
    boolean perSample = x.rank() > 0 && call.shape(1).rank() == 2;
    call.expectShape(1, perSample ? Shape.of(x.extent(0), x.last()) : Shape.of(x.last()));
    return x;
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    Node x = y.input(0);
    Node factor = y.input(1);
    adjoints.add(x, () -> of(dy, factor));
    adjoints.add(
        factor,
        () -> {
          Node products = Multiply.of(dy, x);
          return isPerSample(y) ? sumWithinSamples(products) : SumRows.of(products);
        });
  }

  /// The sum of each channel over the pixels of each sample: as many means as there are samples,
  /// times the number of pixels.
  private static Node sumWithinSamples(Node x) {
    int samples = x.shape().extent(0);
    int channels = x.shape().last();
    int pixels = samples == 0 ? 0 : x.shape().rows() / samples;
    if (pixels <= 1) {
      return Reshape.of(x, Shape.of(samples, channels));
    }
    Shape image = Shape.of(samples, pixels, 1, channels);
    Node images = x.shape().rank() == 4 ? x : Reshape.of(x, image);
    Window whole = Window.of(images.shape().extent(1), images.shape().extent(2)).valid();
    return Scale.of(Reshape.flatten(AveragePool.of(images, whole)), pixels);
  }
}
