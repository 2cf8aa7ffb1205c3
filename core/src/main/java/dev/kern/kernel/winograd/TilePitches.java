package dev.kern.kernel.winograd;

import dev.kern.kernel.Geometry;
import dev.kern.kernel.TargetMachine;

/// The memory layout of the matrices of [Winograd]'s algorithm, in floats: one matrix per element
/// of a tile, in rows of whole vectors. Matrices are separated by a vector: distances that are
/// powers of two would map all elements to the same few cache sets.
///
/// @param inRow from a tile's channels to the next one's
/// @param outRow from a tile's filters to the next one's
/// @param input from a matrix `[tiles, channels]` to the next element's
/// @param filter from a matrix `[channels, filters]` to the next element's
/// @param output from a matrix `[tiles, filters]` to the next element's
record TilePitches(int inRow, int outRow, int input, int filter, int output) {
  static TilePitches of(Geometry g, int tiles, TargetMachine machine) {
    int lanes = machine.lanes();
    int inRow = machine.vectors(g.inChannels()) * lanes;
    int outRow = machine.vectors(g.outChannels()) * lanes;
    return new TilePitches(
        inRow,
        outRow,
        tiles * inRow + lanes,
        g.inChannels() * outRow + lanes,
        tiles * outRow + lanes);
  }
}
