package dev.kern.graph;

import dev.kern.math.Activation;
import java.util.List;

/// Batch normalisation, residual and activation fused into one op by the compiler; equivalent to
/// [Normalize], [Add] and [Activate] in sequence.
///
/// | tensor                       | shape                     |
/// |------------------------------|---------------------------|
/// | x                            | `[..., C]`                |
/// | mean, variance, scale, shift | `[C]`                     |
/// | residual                     | as `x`, if there is one   |
/// | result                       | `[..., C]`                |
///
/// @param epsilon added to the variance to avoid division by 0
/// @param residual whether a tensor is added after the normalisation
/// @param activation applied last
public record NormBlock(double epsilon, boolean residual, Activation activation) implements Op {
  @Override
  public String symbol() {
    return "norm_block";
  }

  @Override
  public String attributes() {
    return "epsilon: %s, %s%s"
        .formatted(epsilon, residual ? "residual, " : "", activation.symbol());
  }

  @Override
  public List<String> roles() {
    return residual
        ? List.of("x", "mean", "variance", "scale", "shift", "residual")
        : List.of("x", "mean", "variance", "scale", "shift");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(residual ? 6 : 5);
    for (int i = 1; i < 5; i++) {
      call.expectShape(i, Shape.of(call.shape(0).last()));
    }
    if (residual) {
      call.expectSameShape(0, 5);
    }
    return call.shape(0);
  }
}
