package dev.kern.graph;

import java.util.List;

/// Batch normalisation: shifts and scales each channel by the given statistics.
///
/// | tensor                       | shape      |
/// |------------------------------|------------|
/// | x                            | `[..., C]` |
/// | mean, variance, scale, shift | `[C]`      |
/// | result                       | `[..., C]` |
///
/// `y[..., c] = (x[..., c] - mean[c]) / sqrt(variance[c] + epsilon) * scale[c] + shift[c]`
///
/// In training the statistics are [BatchMean] and [BatchVariance] of `x`, and the gradient flows
/// through them; for inference they are moving averages.
///
/// Source: Ioffe and Szegedy 2015.
///
/// @param epsilon added to the variance to avoid division by 0
public record Normalize(double epsilon) implements Op {
  /// `x` normalised by given statistics.
  ///
  /// Fails with [ShapeException] if a statistic does not have one element per channel.
  public static Node of(Node x, Node mean, Node variance, Node scale, Node shift, double epsilon) {
    return x.graph().add(new Normalize(epsilon), x, mean, variance, scale, shift);
  }

  /// `x` normalised by its own mean and variance.
  public static Node byBatch(Node x, Node scale, Node shift, double epsilon) {
    Node mean = BatchMean.of(x);
    return of(x, mean, BatchVariance.of(x, mean), scale, shift, epsilon);
  }

  @Override
  public String symbol() {
    return "normalize";
  }

  @Override
  public String attributes() {
    return "epsilon: " + epsilon;
  }

  @Override
  public List<String> roles() {
    return List.of("x", "mean", "variance", "scale", "shift");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(5);
    for (int i = 1; i < 5; i++) {
      call.expectShape(i, Shape.of(call.shape(0).last()));
    }
    return call.shape(0);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    Node x = y.input(0);
    Node mean = y.input(1);
    Node variance = y.input(2);
    boolean byBatch =
        mean.op() instanceof BatchMean
            && mean.input(0) == x
            && variance.op() instanceof BatchVariance
            && variance.input(0) == x;
    adjoints.add(
        x, () -> NormalizeGradient.of(x, mean, variance, y.input(3), dy, epsilon, byBatch));
    adjoints.add(y.input(3), () -> NormalizeScaleGradient.of(x, mean, variance, dy, epsilon));
    adjoints.add(y.input(4), () -> SumRows.of(dy));
    if (!byBatch) {
      adjoints.add(mean, () -> refuseStatistics(mean));
      adjoints.add(variance, () -> refuseStatistics(variance));
    }
  }

  static Node refuseStatistics(Node statistic) {
    throw new IllegalArgumentException(
        "%s at '%s': a gradient flows through batch statistics only within normalize, where mean and"
                .formatted(statistic.op().symbol(), statistic.name())
            + " variance are those of the normalised tensor itself; use Normalize.byBatch");
  }
}
