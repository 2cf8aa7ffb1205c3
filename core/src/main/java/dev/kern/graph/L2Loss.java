package dev.kern.graph;

import java.util.List;

/// Half the sum of squares, a scalar, as TensorFlow's `l2_loss`.
///
/// `y = sum(x²) / 2`
public record L2Loss() implements Op {
  /// Half the sum of squares, a scalar, as TensorFlow's `l2_loss`.
  public static Node of(Node x) {
    return x.graph().add(new L2Loss(), x);
  }

  @Override
  public String symbol() {
    return "l2_loss";
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
    adjoints.add(x, () -> ScaleBy.of(x, dy));
  }
}
