package dev.kern.graph;

import dev.kern.math.Pooling;
import java.util.List;

/// The gradient of a [ConvBlock] with respect to its convolution's result: it goes back through
/// pooling and activation along the block's trace.
///
/// Each `dy` goes to the pixels whose bit is set in the trace, a quarter of it for average pooling.
///
/// @param block the block
/// @param shape of the convolution's result
public record ConvBlockGradient(ConvBlock block, Shape shape) implements Op {
  @Override
  public String symbol() {
    return "conv_block_gradient";
  }

  @Override
  public String attributes() {
    return "%s%s"
        .formatted(
            block.activation().symbol(),
            block.pooling() == Pooling.NONE ? "" : ", " + block.pooling() + " pool");
  }

  @Override
  public List<String> roles() {
    return List.of("trace", "dy");
  }

  @Override
  public Shape infer(ShapeContext call) {
    call.expectInputs(2);
    call.expectSameShape(0, 1);
    return shape;
  }
}
