package dev.kern.graph;

import java.util.List;

/// Gives a variable, or an optimiser's slot of one, a new value.
///
/// All assignments of a run happen after whatever else the run computes from variables and slots:
/// every other node sees the values from before.
public record Assign() implements Op {
  /// Puts `value` in the place of what `target` holds; fetch the node to have it done.
  ///
  /// Fails with [ShapeException] if `target` is neither a variable nor an [OptimizerSlot], or the
  /// shapes differ.
  public static Node of(Node target, Node value) {
    return target.graph().add(new Assign(), target, value);
  }

  @Override
  public String symbol() {
    return "assign";
  }

  @Override
  public List<String> roles() {
    return List.of("target", "value");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    Op target = call.inputs().getFirst().op();
    if (!(target instanceof Variable || target instanceof OptimizerSlot)) {
      throw call.fail(
          "only variables and optimiser slots can be assigned to",
          "give a variable of the graph as the target");
    }
    call.expectSameShape(0, 1);
    return Shape.scalar();
  }

  @Override
  public boolean isEffect() {
    return true;
  }
}
