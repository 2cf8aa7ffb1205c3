package dev.kern.kernel.winograd;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.gemm.BlockPattern;
import java.util.ArrayList;
import java.util.List;

/// The sums over tiles in the filter gradient of [Winograd]'s algorithm, `U[k] += A[k]' B[k]` with
/// `[channels, filters] = [tiles, channels]' [tiles, filters]`, and their transform.
///
/// A block of channels and filters is summed for all elements of a tile and transformed immediately
/// after the last tiles: if all tiles are processed together, the sums never leave the cache.
///
/// @param elements of a tile
/// @param filters the distance from a channel of the gradient to the next
/// @param pitch the distance from a block's sums for one element to those for the next
record FilterSums(
    int elements,
    int filters,
    TilePitches pitches,
    int pitch,
    List<Slice> slices,
    FilterTransform result) {
  /// A block of channels and filters.
  record Block(Kernel kernel, Interval channels, Interval filters) {}

  /// The blocks of some channels.
  record Slice(Interval channels, List<Block> blocks) {}

  /// @param tiles processed at once
  static FilterSums of(
      Tiling tiling,
      List<Interval> slices,
      int tiles,
      TilePitches pitches,
      Specialiser specialiser) {
    Geometry g = tiling.geometry();
    Winograd form = tiling.form();
    RegisterBlocking.Block block =
        new RegisterBlocking(specialiser.machine()).block(g.inChannels(), pitches.filters(), tiles);
    List<Interval> strips =
        Interval.strips(specialiser.machine(), pitches.filters(), block.vectors());
    List<Slice> all = new ArrayList<>();
    for (Interval slice : slices) {
      List<Block> blocks = new ArrayList<>();
      for (Interval strip : strips) {
        for (Interval part : Interval.even(slice.size(), block.pixels(), 1)) {
          BlockPattern pattern =
              BlockPattern.product(
                  specialiser.machine().lanes(),
                  part.size(),
                  strip.size(),
                  1,
                  pitches.inRow(),
                  pitches.outRow(),
                  strip.size(),
                  Epilogue.none());
          Interval channels = new Interval(slice.from() + part.from(), slice.from() + part.to());
          blocks.add(new Block(specialiser.kernel(pattern.adding()), channels, strip));
        }
      }
      all.add(new Slice(slice, List.copyOf(blocks)));
    }
    int pitch =
        block.pixels() * block.vectors() * specialiser.machine().lanes()
            + specialiser.machine().lanes();
    FilterTransform result =
        FilterTransform.of(
            specialiser.machine(),
            form.filter().transposed(),
            form.side() * pitch,
            pitch,
            form.window() * g.inChannels() * g.outChannels(),
            g.inChannels() * g.outChannels(),
            g.outChannels(),
            false,
            specialiser);
    return new FilterSums(
        form.elements(), g.outChannels(), pitches, pitch, List.copyOf(all), result);
  }

  /// Floats of the sums.
  int size() {
    int most = 0;
    for (int s = 0; s < slices.size(); s++) {
      most = Math.max(most, slices.get(s).blocks.size());
    }
    return most * elements * pitch;
  }

  /// Adds the products of some tiles to a slice.
  ///
  /// @param first whether these are the first tiles
  /// @param last whether no tiles follow, so that the sums are transformed into `dw`
  /// @param tile scratch memory
  void run(
      int slice,
      int tiles,
      boolean first,
      boolean last,
      Buffer a,
      Buffer b,
      Buffer sums,
      Buffer tile,
      Buffer dw) {
    List<Block> blocks = slices.get(slice).blocks;
    int size = elements * pitch;
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      int at = first && last ? 0 : i * size;
      if (first) {
        sums.fill(at, at + size, 0);
      }
      for (int k = 0; k < elements; k++) {
        int ak = k * pitches.input() + block.channels.from();
        int bk = k * pitches.output() + block.filters.from();
        Kernel.run(block.kernel, tiles, a, ak, b, bk, sums, at + k * pitch);
      }
      for (int c = 0; c < block.channels.size() && last; c++) {
        int from = at + c * block.filters.size();
        int to = (block.channels.from() + c) * filters + block.filters.from();
        result.run(block.filters, sums, from, tile, 0, dw, to);
      }
    }
  }
}
