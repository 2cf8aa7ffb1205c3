package dev.kern.kernel;

import java.util.ArrayList;
import java.util.List;

/// The products of matrices in the middle of [Winograd]'s algorithm, one per element of a tile:
/// `C[k] = A[k] B[k]`, or `C[k] += A[k]' B[k]` for the gradient by filter.
///
/// @param elements how many products
/// @param aPitch from a left matrix to the next one's
/// @param bPitch from a right matrix to the next one's
/// @param cPitch from a result to the next
record TileProduct(int elements, int aPitch, int bPitch, int cPitch, List<Block> blocks) {
  /// A block of rows and columns, and where it begins in the matrices.
  record Block(Kernel kernel, int a, int b, int c) {}

  /// `C[tiles, filters] = A[tiles, channels] B[channels, filters]`
  static TileProduct forward(
      Tiling tiling, int tiles, TilePitches pitches, Machine machine, Specialiser specialiser) {
    int channels = tiling.geometry().inChannels();
    int filters = tiling.geometry().outChannels();
    Blocking.Block block = new Blocking(machine).block(tiles, filters, channels);
    List<Block> blocks = new ArrayList<>();
    for (Cut strip : Cut.strips(machine, filters, block.vectors())) {
      for (Cut rows : Cut.even(tiles, block.pixels(), 1)) {
        BlockPattern pattern =
            BlockPattern.product(
                machine.lanes(),
                rows.size(),
                strip.size(),
                channels,
                1,
                filters,
                filters,
                Epilogue.none());
        blocks.add(
            new Block(
                specialiser.kernel(pattern),
                rows.from() * channels,
                strip.from(),
                rows.from() * filters + strip.from()));
      }
    }
    return new TileProduct(
        tiling.form().elements(),
        pitches.input(),
        pitches.filter(),
        pitches.output(),
        List.copyOf(blocks));
  }

  /// `C[channels, filters] += A[tiles, channels]' B[tiles, filters]`, for filters that fill
  /// vectors: sums in lanes that two vectors share would be added twice.
  static TileProduct gradient(
      Tiling tiling, TilePitches pitches, Machine machine, Specialiser specialiser) {
    int channels = tiling.geometry().inChannels();
    int filters = tiling.geometry().outChannels();
    Blocking.Block block = new Blocking(machine).block(channels, filters, 16);
    List<Block> blocks = new ArrayList<>();
    for (Cut strip : Cut.strips(machine, filters, block.vectors())) {
      for (Cut rows : Cut.even(channels, block.pixels(), 1)) {
        BlockPattern pattern =
            BlockPattern.product(
                    machine.lanes(),
                    rows.size(),
                    strip.size(),
                    1,
                    channels,
                    filters,
                    filters,
                    Epilogue.none())
                .adding();
        blocks.add(
            new Block(
                specialiser.kernel(pattern),
                rows.from(),
                strip.from(),
                rows.from() * filters + strip.from()));
      }
    }
    return new TileProduct(
        tiling.form().elements(),
        pitches.input(),
        pitches.output(),
        pitches.filter(),
        List.copyOf(blocks));
  }

  /// Computes all products, whose sums have `inner` terms.
  void run(int inner, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt) {
    for (int k = 0; k < elements; k++) {
      int ak = aAt + k * aPitch;
      int bk = bAt + k * bPitch;
      int ck = cAt + k * cPitch;
      for (int i = 0; i < blocks.size(); i++) {
        Block block = blocks.get(i);
        block.kernel.run(inner, a, ak + block.a, b, bk + block.b, c, ck + block.c, c, ck, c, ck);
      }
    }
  }
}
