package dev.kern.graph;

import java.util.List;

/// The variance of each channel over all rows of a batch.
///
/// `y[c] = mean over all rows of (x[..., c] - mean[c])²`
///
/// Its gradient is part of [NormalizeGradient].
public record BatchVariance() implements Op {
  /// The variance of the rows of `[..., C]` around `mean`, a `[C]`.
  public static Node of(Node x, Node mean) {
    return x.graph().add(new BatchVariance(), x, mean);
  }

  @Override
  public String symbol() {
    return "batch_variance";
  }

  @Override
  public List<String> roles() {
    return List.of("x", "mean");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectShape(1, Shape.of(call.shape(0).last()));
    return call.shape(1);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    Normalize.refuseStatistics(y);
  }
}
