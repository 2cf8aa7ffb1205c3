package dev.kern.graph;

import java.util.List;

/// Optimiser state of a variable, such as its velocity; zero before the first step.
///
/// The node's value is the state before the step; [Assign] changes it. Slots are stored beside the
/// variables and saved in checkpoints.
///
/// @param index which of the optimiser's slots, from 0
public record OptimizerSlot(int index) implements Op {
  /// Fails with [IllegalArgumentException] if `index` is below 0.
  public OptimizerSlot {
    if (index < 0) {
      throw new IllegalArgumentException("slots are counted from 0, given " + index);
    }
  }

  /// A slot of `variable`, with the same shape.
  ///
  /// Fails with [ShapeException] if `variable` isn't a variable.
  public static Node of(Node variable, int index) {
    return variable.graph().add(new OptimizerSlot(index), variable);
  }

  @Override
  public String symbol() {
    return "optimizer_slot";
  }

  @Override
  public String attributes() {
    return Integer.toString(index);
  }

  @Override
  public List<String> roles() {
    return List.of("variable");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(1);
    if (!(call.inputs().getFirst().op() instanceof Variable)) {
      throw call.fail("only variables have slots", "give a variable of the graph");
    }
    return call.shape(0);
  }
}
