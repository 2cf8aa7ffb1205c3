package dev.kern.kernel.winograd;

import dev.kern.kernel.Geometry;
import dev.kern.kernel.TargetMachine;

/// The memory layout of the matrices of [Winograd]'s algorithm, in floats: one matrix per element
/// of a tile, in rows of whole vectors. Matrices are separated by a vector: distances that are
/// powers of two would map all elements to the same few cache sets. So would those from row to row,
/// which the filter gradient reads column by column.
///
/// @param filters a tile's filters, in whole vectors
/// @param inRow from a tile's channels to the next one's
/// @param outRow from a tile's filters to the next one's
/// @param input from a matrix `[tiles, channels]` to the next element's
/// @param filter from a matrix `[channels, filters]` to the next element's
/// @param output from a matrix `[tiles, filters]` to the next element's
record TilePitches(int filters, int inRow, int outRow, int input, int filter, int output) {
  /// The floats of a cache line.
  private static final int LINE = 16;

  static TilePitches of(Geometry g, int tiles, TargetMachine machine) {
    int lanes = machine.lanes();
    int filters = machine.vectors(g.outChannels()) * lanes;
    int inRow = apart(machine.vectors(g.inChannels()) * lanes);
    int outRow = apart(filters);
    return new TilePitches(
        filters,
        inRow,
        outRow,
        tiles * inRow + lanes,
        g.inChannels() * filters + lanes,
        tiles * outRow + lanes);
  }

  /// A distance whose multiples fall into all sets of a cache.
  private static int apart(int floats) {
    return floats % (8 * LINE) == 0 ? floats + LINE : floats;
  }
}
