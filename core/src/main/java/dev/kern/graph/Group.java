package dev.kern.graph;

import java.util.List;

/// Several effects as one, to be fetched together.
public record Group() implements Op {
  /// All of `effects`.
  public static Node of(List<Node> effects) {
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
