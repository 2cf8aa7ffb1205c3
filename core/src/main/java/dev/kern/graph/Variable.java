package dev.kern.graph;

import java.util.List;

/// A tensor that outlives a run: a weight, a bias, a moving average.
///
/// @param shape the extents
/// @param initializer its first values
/// @param trainable whether training changes it by gradient
public record Variable(Shape shape, Initializer initializer, boolean trainable) implements Op {
  @Override
  public String symbol() {
    return trainable ? "variable" : "state";
  }

  @Override
  public List<String> roles() {
    return List.of();
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(0);
    return shape;
  }
}
