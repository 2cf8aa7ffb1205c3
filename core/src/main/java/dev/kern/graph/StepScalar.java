package dev.kern.graph;

import java.util.List;
import java.util.function.LongToDoubleFunction;

/// A scalar that is a function of the training step, such as Adam's bias correction.
///
/// @param name what it is called in listings
/// @param function its value at a step of the session, counted from 0; computed in double precision
public record StepScalar(String name, LongToDoubleFunction function) implements Op {
  /// A node with the value of `function` at the current step.
  public static Node of(Graph graph, String name, LongToDoubleFunction function) {
    return graph.add(new StepScalar(name, function));
  }

  @Override
  public String symbol() {
    return "step_scalar";
  }

  @Override
  public String attributes() {
    return name;
  }

  @Override
  public List<String> roles() {
    return List.of();
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(0);
    return Shape.scalar();
  }
}
