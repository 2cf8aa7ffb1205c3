package dev.kern.graph;

import java.util.List;

/// The mean of all elements, a scalar.
///
/// `y = sum(x) / size(x)`
public record ReduceMean() implements Op {
  /// The mean of all elements, a scalar.
  public static Node of(Node x) {
    return x.graph().add(new ReduceMean(), x);
  }

  @Override
  public String symbol() {
    return "reduce_mean";
  }

  @Override
  public List<String> roles() {
    return List.of("x");
  }

  @Override
  public Shape infer(Call call) {
    call.expectInputs(1);
    return Shape.scalar();
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    Node x = y.input(0);
    adjoints.add(x, () -> Fill.of(Scale.of(dy, 1.0 / x.shape().size()), x.shape()));
  }
}
