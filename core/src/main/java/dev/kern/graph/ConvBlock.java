package dev.kern.graph;

import dev.kern.math.Activation;
import dev.kern.math.Pooling;
import java.util.List;

/// Convolution, bias, residual, activation and pooling fused into one op by the compiler;
/// equivalent to [Conv2d], [AddBias], [Add], [Activate] and [MaxPool] or [AveragePool] in sequence.
///
/// | tensor   | shape                                                     |
/// |----------|-----------------------------------------------------------|
/// | image    | `[N, H, W, C]`                                            |
/// | filter   | `[K, L, C/G, F]`                                          |
/// | bias     | `[F]`                                                     |
/// | residual | as the result, if there is one                            |
/// | result   | `[N, out(H), out(W), F]`, both halved if there is pooling |
///
/// @param window the convolution's window
/// @param groups the convolution's groups
/// @param residual whether a tensor is added after the bias; not together with pooling
/// @param activation applied after the bias
/// @param pooling of 2 × 2 pixels with stride 2, where the convolution's extents are even
public record ConvBlock(
    Window window, int groups, boolean residual, Activation activation, Pooling pooling)
    implements Op {
  @Override
  public String symbol() {
    return "conv_block";
  }

  @Override
  public String attributes() {
    return "%s, bias, %s%s%s"
        .formatted(
            Conv2d.attributes(window, groups),
            residual ? "residual, " : "",
            activation.symbol(),
            pooling == Pooling.NONE ? "" : ", " + pooling + " pool");
  }

  @Override
  public List<String> roles() {
    return residual
        ? List.of("image", "filter", "bias", "residual")
        : List.of("image", "filter", "bias");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(residual ? 4 : 3);
    Shape convolved = convolved(call);
    call.expectShape(2, Shape.of(convolved.last()));
    if (residual) {
      call.expectShape(3, convolved);
    }
    if (pooling == Pooling.NONE) {
      return convolved;
    }
    int rows = convolved.extent(1);
    int columns = convolved.extent(2);
    if (rows % 2 != 0 || columns % 2 != 0) {
      throw call.fail(
          "pooling in a block needs even extents, the convolution has " + convolved,
          "pool outside the block");
    }
    return convolved.with(1, rows / 2).with(2, columns / 2);
  }

  private Shape convolved(ShapeContext call) {
    return Conv2d.inferConvolution(call, window, groups);
  }
}
