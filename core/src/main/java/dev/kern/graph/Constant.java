package dev.kern.graph;

import java.util.List;

/// A fixed tensor.
///
/// @param value the tensor
public record Constant(Tensor value) implements Op {
  @Override
  public String symbol() {
    return "constant";
  }

  @Override
  public String attributes() {
    boolean uniform = value.shape().size() > 0;
    for (int i = 1; i < value.shape().size() && uniform; i++) {
      uniform = value.at(i) == value.at(0);
    }
    return uniform ? Float.toString(value.at(0)) : "";
  }

  @Override
  public List<String> roles() {
    return List.of();
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(0);
    return value.shape();
  }
}
