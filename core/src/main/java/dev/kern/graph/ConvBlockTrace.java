package dev.kern.graph;

import java.util.List;

/// What a [ConvBlock] leaves behind for its gradient: per pooled element, through which of the
/// window's pixels a gradient flows.
///
/// A number from 0 to 15, with a bit per pixel of the 2 × 2 window, 1 for the first, 2 for the one
/// to its right, 4 and 8 for those below. Max pooling sets the bit of the first largest pixel,
/// average pooling those of all, each only where the activation's slope is 1. Without pooling, bit
/// 1 says whether the slope is 1.
///
/// @param block the block; its activation has slopes of 0 and 1 only
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
