package dev.kern.graph;

import java.util.List;

/// The sum of all elements, a scalar.
///
/// `y = sum(x)`
public record ReduceSum() implements Op {
  /// The sum of all elements, a scalar.
  public static Node of(Node x) {
    return x.graph().add(new ReduceSum(), x);
  }

  @Override
  public String symbol() {
    return "reduce_sum";
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
    adjoints.add(x, () -> Fill.of(dy, x.shape()));
  }
}
