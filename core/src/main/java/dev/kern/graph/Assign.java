package dev.kern.graph;

import java.util.List;

/// Assigns a new value to a variable or an optimiser slot.
///
/// All assignments of a run take effect after everything else has been computed: every other node
/// sees the old values.
public record Assign() implements Op {
  /// Replaces what `target` holds with `value` whenever the node is fetched.
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
