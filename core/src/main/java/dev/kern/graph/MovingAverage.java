package dev.kern.graph;

import java.util.List;

/// Updates a moving average, such as the statistics that batch normalisation keeps for inference.
///
/// `variable = decay * variable + (1 - decay) * value`
///
/// @param decay the weight of the old value, in `[0, 1)`
public record MovingAverage(double decay) implements Op {
  /// Moves `variable` towards `value`; fetch it along with the training step.
  ///
  /// Fails with [ShapeException] if the shapes differ.
  public static Node of(Node variable, Node value, double decay) {
    return variable.graph().add(new MovingAverage(decay), variable, value);
  }

  @Override
  public String symbol() {
    return "moving_average";
  }

  @Override
  public String attributes() {
    return "decay: " + decay;
  }

  @Override
  public List<String> roles() {
    return List.of("variable", "value");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectSameShape(0, 1);
    return Shape.scalar();
  }

  @Override
  public boolean isEffect() {
    return true;
  }
}
