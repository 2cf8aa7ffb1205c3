package dev.kern.graph;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// One variable in one training step as a custom update rule sees it: its inputs as nodes of the
/// graph. See [UpdateRule#custom].
public final class UpdateStep {
  private final UpdateRule.Custom rule;
  private final Node weight;
  private final Node gradient;
  private final Node rate;

  /// The result of a step.
  ///
  /// @param weight the new weight
  /// @param slots the new slots, as many as the rule keeps
  public record Moved(Node weight, List<Node> slots) {
    /// Copies the list.
    public Moved {
      slots = List.copyOf(slots);
    }
  }

  UpdateStep(UpdateRule.Custom rule, Node weight, Node gradient, Node rate) {
    this.rule = rule;
    this.weight = weight;
    this.gradient = gradient;
    this.rate = rate;
  }

  /// The variable before the step.
  public Node weight() {
    return weight;
  }

  /// The gradient of the loss with respect to the variable, clipped if the run clips gradients; of
  /// the same shape.
  public Node gradient() {
    return gradient;
  }

  /// The learning rate, a scalar.
  public Node rate() {
    return rate;
  }

  /// A slot before the step, of the variable's shape; zero in the first step.
  ///
  /// Fails with [IllegalArgumentException] if the rule keeps fewer slots.
  public Node slot(int index) {
    if (index < 0 || index >= rule.slots()) {
      throw new IllegalArgumentException(
          "update rule '%s' asks for slot %d and keeps %d, counted from 0; fix: UpdateRule.custom(\"%s\", %d, ...)"
              .formatted(rule.name(), index, rule.slots(), rule.name(), index + 1));
    }
    return OptimizerSlot.of(weight, index);
  }

  /// A scalar that is a function of the step number, counted from 1 as in papers: `t -> 1 / (1 -
  /// Math.pow(0.9, t))`. Computed in double precision.
  public Node scalar(DoubleUnaryOperator function) {
    return StepScalar.of(
        weight.graph(), rule.name(), step -> function.applyAsDouble((double) (step + 1)));
  }

  /// `weight - rate * direction`
  public Node descend(Node direction) {
    return Subtract.of(weight, ScaleBy.of(direction, rate));
  }

  /// The result of the step.
  ///
  /// @param newWeight the variable after the step, before weight decay, which Kern applies
  /// @param newSlots the slots after the step, in order
  public Moved moved(Node newWeight, Node... newSlots) {
    return new Moved(newWeight, List.of(newSlots));
  }
}
