package dev.kern.kernel;

/// The filter of a convolution as [Winograd] reads it, `[elements, inner, outer]`.
///
/// @param inner channels that are summed over
/// @param taps window positions
/// @param tile floats of scratch memory for a tile
/// @param size floats of the transformed filter
/// @param backward whether the filter is turned round and its channels are exchanged, for the
///   gradient by input
record WinogradFilter(
    FilterTransform transform, int inner, int taps, int size, int tile, boolean backward) {
  /// @param g the convolution that is computed: for a gradient by input, [Geometry#backward]
  static WinogradFilter of(
      Winograd form, Geometry g, boolean backward, Machine machine, Specialiser specialiser) {
    int outer = g.outChannels();
    int pitch = TilePitches.of(g, 0, machine).filter();
    int row = form.window() * g.inChannels() * outer;
    int column = g.inChannels() * outer;
    // Turned round, the next tap of the window is the one before; its channels are exchanged first.
    int direction = backward ? -1 : 1;
    return new WinogradFilter(
        FilterTransform.of(
            machine,
            form.filter(),
            direction * row,
            direction * column,
            form.side() * pitch,
            pitch,
            outer,
            specialiser),
        g.inChannels(),
        form.window() * form.window(),
        form.elements() * pitch,
        form.side() * form.window() * machine.lanes(),
        backward);
  }

  /// Floats of the packed filter: the transformed one, a copy with channels exchanged, and scratch
  /// memory for each channel.
  int packed() {
    return size + filterSize() + inner * tile;
  }

  private int filterSize() {
    return taps * inner * transform.outer();
  }

  /// Transforms the filter for inner channels `from` to `to`, exclusive.
  void pack(int from, int to, float[] w, int wAt, float[] packed, int packedAt) {
    int outer = transform.outer();
    int copy = packedAt + size;
    int scratch = copy + filterSize() + from * tile;
    int first = from * outer;
    if (!backward) {
      transform.run(to - from, w, wAt + first, packed, scratch, packed, packedAt + first);
      return;
    }
    for (int tap = 0; tap < taps; tap++) {
      int at = tap * inner * outer;
      VectorTranspose.run(
          outer, to - from, w, wAt + at + from, inner, packed, copy + at + first, outer);
    }
    int last = (taps - 1) * inner * outer;
    transform.run(
        to - from, packed, copy + last + first, packed, scratch, packed, packedAt + first);
  }
}
