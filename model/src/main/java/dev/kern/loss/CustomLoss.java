package dev.kern.loss;

import dev.kern.graph.Node;
import dev.kern.math.CustomName;
import java.util.function.BinaryOperator;

/// A loss that a user writes as a function.
final class CustomLoss implements Loss {
  private final String kind;
  private final BinaryOperator<Node> function;

  CustomLoss(String kind, BinaryOperator<Node> function) {
    CustomName.expect(kind, "loss", "focal");
    this.kind = kind;
    this.function = function;
  }

  BinaryOperator<Node> function() {
    return function;
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public Node build(Node outputs, Node targets) {
    return function.apply(outputs, targets);
  }

  @Override
  public String toString() {
    return kind;
  }
}
