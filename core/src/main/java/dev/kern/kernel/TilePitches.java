package dev.kern.kernel;

/// From the matrix of one element of a tile to the next element's, in floats. A vector is left
/// between them: distances that are powers of two would map all elements to the same few lines of
/// the cache.
///
/// @param input of `[tiles, channels]`
/// @param filter of `[channels, filters]`
/// @param output of `[tiles, filters]`
record TilePitches(int input, int filter, int output) {
  static TilePitches of(Geometry g, int tiles, Machine machine) {
    return new TilePitches(
        tiles * g.inChannels() + machine.lanes(),
        g.inChannels() * g.outChannels() + machine.lanes(),
        tiles * g.outChannels() + machine.lanes());
  }
}
