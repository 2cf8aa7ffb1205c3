package dev.kern.graph;

import java.util.List;

/// What an optimiser keeps of a variable from step to step, such as a velocity; zeros before the
/// first step.
///
/// The node's value is that before the step; [Assign] changes it. Slots are kept beside the
/// variables, and checkpoints hold them.
///
/// @param index which of the optimiser's slots, from 0
public record OptimizerSlot(int index) implements Op {
  /// Fails with [IllegalArgumentException] if `index` is below 0.
  public OptimizerSlot {
    if (index < 0) {
      throw new IllegalArgumentException("slots are counted from 0, given " + index);
    }
  }

  /// The slot of `variable`, of the same shape.
  ///
  /// Fails with [ShapeException] if `variable` is none.
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
