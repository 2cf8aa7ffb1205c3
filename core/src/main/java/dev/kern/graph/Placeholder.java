package dev.kern.graph;

import java.util.List;

/// An input that is fed for every run.
///
/// @param type of the elements
/// @param shape of what is fed
public record Placeholder(DType type, Shape shape) implements Op {
  @Override
  public String symbol() {
    return "placeholder";
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
