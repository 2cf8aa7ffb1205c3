package dev.kern.compile;

/// How a range of rows is cut into blocks: always the same way, whoever computes them.
///
/// @param extent how many rows there are
/// @param size rows of a block, the last may have fewer
record Cut(int extent, int size) {
  /// All rows in one block.
  static Cut whole(int extent) {
    return new Cut(extent, Math.max(1, extent));
  }

  /// Samples of a batch: 4 groups for the usual small batch, up to 16 for large ones. Few enough
  /// that adding up the groups' partial gradients costs little, enough to keep several threads
  /// busy.
  static Cut samples(int extent) {
    int groups = extent <= 16 ? 4 : extent <= 64 ? 8 : 16;
    return new Cut(extent, Math.max(1, Math.ceilDiv(extent, groups)));
  }

  /// About `blocks` blocks whose sizes are multiples of `grain`.
  static Cut range(int extent, int blocks, int grain) {
    int size = Math.ceilDiv(Math.max(1, extent), Math.max(1, blocks));
    return new Cut(extent, Math.ceilDiv(size, grain) * grain);
  }

  int blocks() {
    return Math.max(1, Math.ceilDiv(extent, size));
  }

  int from(int block) {
    return Math.min(extent, block * size);
  }

  int to(int block) {
    return Math.min(extent, (block + 1) * size);
  }
}
