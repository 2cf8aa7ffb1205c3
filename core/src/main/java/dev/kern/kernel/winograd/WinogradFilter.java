package dev.kern.kernel.winograd;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.VectorTranspose;
import java.util.List;

/// The filter of a convolution as [Winograd] reads it: `[inner, outer]` for each element of a tile,
/// in panels of outer channels.
///
/// @param strips the outer channels of each panel, whole vectors
/// @param inner channels that are summed over
/// @param taps window positions
/// @param tile floats of scratch memory for a tile
/// @param size floats of the transformed filter
/// @param backward whether the filter is rotated and its channels are exchanged, for the input
///   gradient
record WinogradFilter(
    FilterTransform transform,
    List<Interval> strips,
    int inner,
    int taps,
    int size,
    int tile,
    boolean backward) {
  /// @param g the convolution that is computed: for an input gradient, [Geometry#backward]
  static WinogradFilter of(
      Winograd form, Geometry g, List<Interval> strips, boolean backward, Specialiser specialiser) {
    int outer = g.outChannels();
    int pitch = TilePitches.of(g, 0, specialiser.machine()).filter();
    int row = form.window() * g.inChannels() * outer;
    int column = g.inChannels() * outer;
    // In a rotated window the next tap is the previous one; its channels are exchanged first.
    int direction = backward ? -1 : 1;
    return new WinogradFilter(
        FilterTransform.of(
            specialiser.machine(),
            form.filter(),
            direction * row,
            direction * column,
            form.side() * pitch,
            pitch,
            outer,
            true,
            specialiser),
        strips,
        g.inChannels(),
        form.window() * form.window(),
        form.elements() * pitch,
        form.side() * form.window() * specialiser.machine().lanes(),
        backward);
  }

  /// Floats of the packed filter: the transformed one, a copy with channels exchanged, and scratch
  /// memory for each channel.
  int packed() {
    return size + filterSize() + inner * tile;
  }

  private int filterSize() {
    return taps * inner * transform.filters();
  }

  /// Transforms the filter for inner channels `from` to `to`, exclusive.
  void pack(int from, int to, Buffer w, Buffer packed) {
    if (!backward) {
      transform(from, to, w, 0, packed);
      return;
    }
    int outer = transform.filters();
    for (int tap = 0; tap < taps; tap++) {
      int first = tap * inner * outer;
      int copy = size + first + from * outer;
      VectorTranspose.run(outer, to - from, w, first + from, inner, packed, copy, outer);
    }
    transform(from, to, packed, size + (taps - 1) * inner * outer, packed);
  }

  /// Transforms inner channels in the order in which they lie in memory.
  private void transform(int from, int to, Buffer w, int first, Buffer packed) {
    int scratch = size + filterSize() + from * tile;
    for (int c = from; c < to; c++) {
      for (int s = 0; s < strips.size(); s++) {
        Interval strip = strips.get(s);
        int at = first + c * transform.filters() + strip.from();
        int panel = strip.from() * inner + c * strip.size();
        transform.run(strip, w, at, packed, scratch, packed, panel);
      }
    }
  }
}
