package dev.kern.kernel;

/// How a range of rows is divided into blocks: always the same way, for any number of threads.
///
/// @param extent how many rows there are
/// @param size rows per block; the last may have fewer; 0 for blocks of any size
public record BlockPartition(int extent, int size) {
  /// Blocks of any size.
  public static final BlockPartition ANY = new BlockPartition(0, 0);

  /// All rows in one block.
  public static BlockPartition whole(int extent) {
    return new BlockPartition(extent, Math.max(1, extent));
  }

  /// The samples of a batch: 4 blocks for the usual small batch, up to 16 for large ones. That is
  /// few enough that adding up the blocks' partial gradients costs little, and enough to keep
  /// several threads busy.
  public static BlockPartition samples(int extent) {
    return samples(extent, 1);
  }

  /// The samples of a batch. Large images of a large batch make up to 64 blocks: a block has work
  /// enough then, and their filters are small.
  ///
  /// @param pixels of a sample
  public static BlockPartition samples(int extent, int pixels) {
    int large = pixels >= 256 ? 64 : pixels >= 64 ? 32 : 16;
    int groups = extent <= 16 ? 4 : extent <= 64 ? 8 : large;
    return new BlockPartition(extent, Math.max(1, Math.ceilDiv(extent, groups)));
  }

  /// About `blocks` blocks whose sizes are multiples of `grain`.
  public static BlockPartition range(int extent, int blocks, int grain) {
    int size = Math.ceilDiv(Math.max(1, extent), Math.max(1, blocks));
    return new BlockPartition(extent, Math.ceilDiv(size, grain) * grain);
  }

  /// How many blocks there are.
  public int blocks() {
    return Math.max(1, Math.ceilDiv(extent, size));
  }

  /// The first row of a block.
  public int from(int block) {
    return Math.min(extent, block * size);
  }

  /// The end of a block, exclusive.
  public int to(int block) {
    return Math.min(extent, (block + 1) * size);
  }
}
