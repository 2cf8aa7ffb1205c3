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
  /// About as many terms as a sum over tiles has.
  private static final int USUAL_TILES = 16;

  /// A block of rows and columns, and where it begins in the matrices.
  record Block(Kernel kernel, int a, int b, int c) {}

  /// `C[tiles, filters] = A[tiles, channels] B[channels, filters]`
  static TileProduct forward(
      Tiling tiling, int tiles, TilePitches pitches, Machine machine, Specialiser specialiser) {
    int channels = tiling.geometry().inChannels();
    int filters = tiling.geometry().outChannels();
    Blocking.Block block = new Blocking(machine).block(tiles, filters, channels);
    return new TileProduct(
        tiling.form().elements(),
        pitches.input(),
        pitches.filter(),
        pitches.output(),
        blocks(block, tiles, filters, channels, 1, false, machine, specialiser));
  }

  /// `C[channels, filters] += A[tiles, channels]' B[tiles, filters]`, for filters that fill
  /// vectors: sums in lanes that two vectors share would be added twice.
  static TileProduct gradient(
      Tiling tiling, TilePitches pitches, Machine machine, Specialiser specialiser) {
    int channels = tiling.geometry().inChannels();
    int filters = tiling.geometry().outChannels();
    Blocking.Block block = new Blocking(machine).block(channels, filters, USUAL_TILES);
    return new TileProduct(
        tiling.form().elements(),
        pitches.input(),
        pitches.output(),
        pitches.filter(),
        blocks(block, channels, filters, 1, channels, true, machine, specialiser));
  }

  /// The blocks of a product.
  ///
  /// @param aRow from a row of the left matrix to the next
  /// @param aInner from an element of such a row to the next
  /// @param adding whether sums are added to what the result holds
  private static List<Block> blocks(
      Blocking.Block block,
      int rows,
      int columns,
      int aRow,
      int aInner,
      boolean adding,
      Machine machine,
      Specialiser specialiser) {
    List<Block> blocks = new ArrayList<>();
    for (Cut strip : Cut.strips(machine, columns, block.vectors())) {
      for (Cut cut : Cut.even(rows, block.pixels(), 1)) {
        BlockPattern pattern =
            BlockPattern.product(
                machine.lanes(),
                cut.size(),
                strip.size(),
                aRow,
                aInner,
                columns,
                columns,
                Epilogue.none());
        blocks.add(
            new Block(
                specialiser.kernel(adding ? pattern.adding() : pattern),
                cut.from() * aRow,
                strip.from(),
                cut.from() * columns + strip.from()));
      }
    }
    return List.copyOf(blocks);
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
