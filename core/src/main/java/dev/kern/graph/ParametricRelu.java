package dev.kern.graph;

import dev.kern.math.Activation;
import java.util.List;

/// A ReLU that leaks by a slope of each channel.
///
/// | tensor | shape      |
/// |--------|------------|
/// | x      | `[..., C]` |
/// | slope  | `[C]`      |
/// | result | `[..., C]` |
///
/// `y[..., c] = x[..., c]` where that is positive, else `slope[c] * x[..., c]`
///
/// Source: He et al. 2015, Delving Deep into Rectifiers.
public record ParametricRelu() implements Op {
  /// `x`, its negative numbers times the slope of their channel.
  ///
  /// Fails with [ShapeException] if there isn't one slope per channel.
  public static Node of(Node x, Node slope) {
    return x.graph().add(new ParametricRelu(), x, slope);
  }

  @Override
  public String symbol() {
    return "parametric_relu";
  }

  @Override
  public List<String> roles() {
    return List.of("x", "slope");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectShape(1, Shape.of(call.shape(0).last()));
    return call.shape(0);
  }

  @Override
  public void differentiate(Node y, Node dy, Adjoints adjoints) {
    Node x = y.input(0);
    Node slope = y.input(1);
    adjoints.add(
        x,
        () -> {
          Node positive = ActivateGradient.of(x, dy, Activation.RELU);
          return Add.of(positive, ScaleChannels.of(Subtract.of(dy, positive), slope));
        });
    adjoints.add(
        slope, () -> SumRows.of(Multiply.of(dy, Subtract.of(x, Activate.of(x, Activation.RELU)))));
  }
}
