package dev.kern.graph;

import java.util.List;

/// A number per channel, added to every row.
///
/// | tensor | shape      |
/// |--------|------------|
/// | x      | `[..., C]` |
/// | bias   | `[C]`      |
/// | result | `[..., C]` |
///
/// `y[..., c] = x[..., c] + bias[c]`
public record AddBias() implements Op {
  /// `x + bias`, the bias repeated for every row.
  ///
  /// Fails with [ShapeException] if the bias does not have one element per channel.
  public static Node of(Node x, Node bias) {
    return x.graph().add(new AddBias(), x, bias);
  }

  @Override
  public String symbol() {
    return "add_bias";
  }

  @Override
  public List<String> roles() {
    return List.of("x", "bias");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectShape(1, Shape.of(call.shape(0).last()));
    return call.shape(0);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    adjoints.add(y.input(0), () -> dy);
    adjoints.add(y.input(1), () -> SumRows.of(dy));
  }
}
