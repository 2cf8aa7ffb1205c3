package dev.kern.kernel.winograd;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Interval;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.gemm.BlockPattern;
import java.util.ArrayList;
import java.util.List;

/// The matrix products in the middle of [Winograd]'s algorithm, one per element of a tile: `C[k] =
/// A[k] B[k]` with `[tiles, filters] = [tiles, channels] [channels, filters]`.
///
/// The filter is stored in panels, one per strip of filters, so that it is streamed from memory; a
/// panel is multiplied by all current tiles before the next panel.
///
/// @param elements the number of products
/// @param rows of tiles in a unit, which the blocks cover
/// @param tiles in a unit
record TileProduct(int elements, int rows, int tiles, TilePitches pitches, List<Panel> panels) {
  /// A strip of columns of the right matrices.
  ///
  /// @param b where it begins
  record Panel(int b, List<Block> blocks) {}

  /// A block of rows and columns, and where it begins in the matrices.
  record Block(Kernel kernel, int a, int c) {}

  /// @param rows of tiles in a unit
  /// @param strips the columns of each panel
  /// @param height the most tiles in a block
  static TileProduct of(
      Tiling tiling,
      int rows,
      TilePitches pitches,
      List<Interval> strips,
      int height,
      Specialiser specialiser) {
    int tiles = rows * tiling.columns();
    List<Panel> panels = new ArrayList<>();
    for (Interval strip : strips) {
      List<Block> blocks = new ArrayList<>();
      for (Interval interval : Interval.even(tiles, height, 1)) {
        BlockPattern pattern =
            BlockPattern.product(
                specialiser.machine().lanes(),
                interval.size(),
                strip.size(),
                pitches.inRow(),
                1,
                strip.size(),
                pitches.outRow(),
                Epilogue.none());
        blocks.add(
            new Block(
                specialiser.kernel(pattern),
                interval.from() * pitches.inRow(),
                interval.from() * pitches.outRow() + strip.from()));
      }
      panels.add(new Panel(strip.from() * tiling.geometry().inChannels(), List.copyOf(blocks)));
    }
    return new TileProduct(tiling.form().elements(), rows, tiles, pitches, List.copyOf(panels));
  }

  /// Computes all products for a number of units of tiles, one after the other; sums have `inner`
  /// terms.
  void run(int units, int inner, Buffer a, Buffer b, Buffer c) {
    run(0, panels.size(), units, inner, a, b, c);
  }

  /// Computes the filters of panels `from` to `to`, exclusive.
  void run(int from, int to, int units, int inner, Buffer a, Buffer b, Buffer c) {
    for (int k = 0; k < elements; k++) {
      for (int p = from; p < to; p++) {
        Panel panel = panels.get(p);
        int bk = k * pitches.filter() + panel.b;
        for (int unit = 0; unit < units; unit++) {
          int ak = k * pitches.input() + unit * tiles * pitches.inRow();
          int ck = k * pitches.output() + unit * tiles * pitches.outRow();
          for (int i = 0; i < panel.blocks.size(); i++) {
            Block block = panel.blocks.get(i);
            Kernel.run(block.kernel, inner, a, ak + block.a, b, bk, c, ck + block.c);
          }
        }
      }
    }
  }
}
