package dev.kern.graph;

import java.util.List;

/// An op of one tensor whose result has the same shape.
public sealed interface ElementwiseOp extends Op
    permits Activate, AddScalar, Dropout, Scale, Unary {
  @Override
  default List<String> roles() {
    return List.of("x");
  }

  @Override
  default Shape infer(ShapeContext call) {
    call.expectInputs(1);
    return call.shape(0);
  }
}
