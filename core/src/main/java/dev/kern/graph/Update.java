package dev.kern.graph;

import java.util.List;

/// Moves one variable along its gradient.
///
/// @param rule the update rule
public record Update(UpdateRule rule) implements Op {
  /// A step of `variable` along `gradient` at learning rate `rate`, with the rule's weight decay if
  /// the variable has rank 2 or more.
  ///
  /// Fails with [ShapeException] if the gradient's shape isn't the variable's.
  public static Node of(Node variable, Node gradient, Node rate, UpdateRule rule) {
    return of(variable, gradient, rate, rule, Minimize.usualDecayFactor(variable));
  }

  /// The same with a factor of the weight decay.
  static Node of(Node variable, Node gradient, Node rate, UpdateRule rule, double decayFactor) {
    UpdateRule own = rule.of(variable.shape()).weightDecay(decayFactor * rule.weightDecay());
    return variable.graph().add(new Update(own), variable, gradient, rate);
  }

  @Override
  public String symbol() {
    return "update";
  }

  @Override
  public String attributes() {
    return rule.toString();
  }

  @Override
  public List<String> roles() {
    return List.of("variable", "gradient", "rate");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(3);
    call.expectSameShape(0, 1);
    call.expectRank(2, 0, "a scalar");
    return Shape.scalar();
  }

  @Override
  public boolean isEffect() {
    return true;
  }
}
