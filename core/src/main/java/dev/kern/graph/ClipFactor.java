package dev.kern.graph;

import java.util.List;

/// The factor that clips a set of gradients to a given global norm.
///
/// `y = min(1, norm / sqrt(sum over all gradients of sum(g²)))`
///
/// Source: Pascanu et al. 2013.
///
/// @param norm the largest norm allowed
public record ClipFactor(double norm) implements Op {
  /// The factor for `gradients`, a scalar.
  public static Node of(List<Node> gradients, double norm) {
    return gradients.getFirst().graph().add(new ClipFactor(norm), gradients.toArray(Node[]::new));
  }

  @Override
  public String symbol() {
    return "clip_factor";
  }

  @Override
  public String attributes() {
    return "norm: " + norm;
  }

  @Override
  public List<String> roles() {
    return List.of();
  }

  @Override
  public Shape infer(ShapeContext call) {
    return Shape.scalar();
  }
}
