package dev.kern.graph;

import java.util.List;

/// Groups several effects so that they can be fetched as one node.
public record Group() implements Op {
  /// All of `effects`, such as [Graph#effects].
  ///
  /// Fails with [IllegalArgumentException] if there are none.
  public static Node of(List<Node> effects) {
    if (effects.isEmpty()) {
      throw new IllegalArgumentException(
          "a group takes 1 or more effects, given none; fix: Minimize.of(...) first");
    }
    return effects.getFirst().graph().add(new Group(), effects.toArray(Node[]::new));
  }

  @Override
  public String symbol() {
    return "group";
  }

  @Override
  public List<String> roles() {
    return List.of();
  }

  @Override
  public Shape infer(ShapeContext call) {
    return Shape.scalar();
  }

  @Override
  public boolean isEffect() {
    return true;
  }
}
