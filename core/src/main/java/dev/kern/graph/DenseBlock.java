package dev.kern.graph;

import dev.kern.math.Activation;
import java.util.List;

/// Matrix product, bias and activation fused into one op by the compiler; equivalent to [MatMul],
/// [AddBias] and [Activate] in sequence.
///
/// | tensor  | shape    |
/// |---------|----------|
/// | x       | `[M, K]` |
/// | weights | `[K, N]` |
/// | bias    | `[N]`    |
/// | result  | `[M, N]` |
///
/// @param activation applied after the bias
public record DenseBlock(Activation activation) implements Op {
  @Override
  public String symbol() {
    return "dense_block";
  }

  @Override
  public String attributes() {
    return "bias, " + activation.symbol();
  }

  @Override
  public List<String> roles() {
    return List.of("x", "weights", "bias");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(3);
    Shape product =
        new MatMul(false, false)
            .infer(new ShapeContext(this, call.name(), call.inputs().subList(0, 2)));
    call.expectShape(2, Shape.of(product.last()));
    return product;
  }
}
