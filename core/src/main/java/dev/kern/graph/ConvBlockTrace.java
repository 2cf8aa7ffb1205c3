package dev.kern.graph;

import java.util.List;

/// What a [ConvBlock] saves for its gradient: for each pooled element, which of the window's pixels
/// the gradient flows to.
///
/// Each element is a number from 0 to 15 with one bit per pixel of the 2 × 2 window: 1 for the
/// first pixel, 2 for the one to its right, 4 and 8 for those below. Max pooling sets the bit of
/// the first largest pixel, average pooling sets all bits; a bit is set only where the activation's
/// slope is 1. Without pooling, bit 1 says whether the slope is 1.
///
/// @param block the block; the slope of its activation is always 0 or 1
public record ConvBlockTrace(ConvBlock block) implements Op {
  @Override
  public String symbol() {
    return "conv_block_trace";
  }

  @Override
  public String attributes() {
    return block.attributes();
  }

  @Override
  public List<String> roles() {
    return block.roles();
  }

  @Override
  public Shape infer(ShapeContext call) {
    return block.infer(call);
  }
}
