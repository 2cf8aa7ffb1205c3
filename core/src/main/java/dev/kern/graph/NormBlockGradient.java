package dev.kern.graph;

import dev.kern.math.Activation;
import java.util.List;

/// The gradient through the activation of a [NormBlock] without residual: `dz = dy * slope` at the
/// normalised `x`, which is computed again instead of being kept.
///
/// @param epsilon added to the variance to avoid division by 0
/// @param activation the block's
public record NormBlockGradient(double epsilon, Activation activation) implements Op {
  @Override
  public String symbol() {
    return "norm_block_gradient";
  }

  @Override
  public String attributes() {
    return "epsilon: %s, %s".formatted(epsilon, activation.symbol());
  }

  @Override
  public List<String> roles() {
    return List.of("x", "mean", "variance", "scale", "shift", "dy");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(6);
    for (int i = 1; i < 5; i++) {
      call.expectShape(i, Shape.of(call.shape(0).last()));
    }
    call.expectSameShape(0, 5);
    return call.shape(0);
  }
}
