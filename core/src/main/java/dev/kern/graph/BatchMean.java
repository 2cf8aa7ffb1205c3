package dev.kern.graph;

import java.util.List;

/// The mean of each channel over all rows of a batch.
///
/// `y[c] = mean over all rows of x[..., c]`
///
/// Its gradient is part of [NormalizeGradient].
public record BatchMean() implements Op {
  /// The mean of the rows of `[..., C]`, a `[C]`.
  public static Node of(Node x) {
    return x.graph().add(new BatchMean(), x);
  }

  @Override
  public String symbol() {
    return "batch_mean";
  }

  @Override
  public List<String> roles() {
    return List.of("x");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    return Shape.of(call.shape(0).last());
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    Normalize.refuseStatistics(y);
  }
}
