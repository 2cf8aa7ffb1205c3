package dev.kern.graph;

import java.util.List;

/// Reduces all elements of a tensor to a scalar; created by [ReduceMean], [ReduceSum] and [L2Loss].
///
/// | kind | `y`                |
/// |------|--------------------|
/// | MEAN | `sum(x) / size(x)` |
/// | SUM  | `sum(x)`           |
/// | L2   | `sum(x²) / 2`      |
///
/// @param kind the reduction
public record Reduce(Kind kind) implements Op {
  /// The kinds of reduction.
  public enum Kind {
    /// Their mean.
    MEAN("reduce_mean"),
    /// Their sum.
    SUM("reduce_sum"),
    /// Half the sum of their squares.
    L2("l2_loss");

    private final String symbol;

    Kind(String symbol) {
      this.symbol = symbol;
    }
  }

  static Node of(Kind kind, Node x) {
    return x.graph().add(new Reduce(kind), x);
  }

  @Override
  public String symbol() {
    return kind.symbol;
  }

  @Override
  public List<String> roles() {
    return List.of("x");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    return Shape.scalar();
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    Node x = y.input(0);
    adjoints.add(
        x,
        () ->
            switch (kind) {
              case MEAN -> Fill.of(Scale.of(dy, 1.0 / x.shape().size()), x.shape());
              case SUM -> Fill.of(dy, x.shape());
              case L2 -> ScaleBy.of(x, dy);
            });
  }
}
