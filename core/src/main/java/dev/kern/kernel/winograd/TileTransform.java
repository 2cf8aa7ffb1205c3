package dev.kern.kernel.winograd;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Interval;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.Specialiser;

/// A [TransformPattern] over all channels, a vector of them at a time.
///
/// If the channels don't fill vectors, the last vector overlaps the previous one. In a row of whole
/// vectors it may follow that one instead, so that some channels are stored twice.
///
/// @param fromWhole whether all vectors are adjacent in the input
/// @param toWhole whether they are adjacent in the output
record TileTransform(Kernel kernel, int channels, int lanes, boolean fromWhole, boolean toWhole) {
  static TileTransform of(
      TransformPattern pattern,
      int channels,
      boolean fromWhole,
      boolean toWhole,
      Specialiser specialiser) {
    return new TileTransform(
        specialiser.kernel(pattern), channels, pattern.lanes(), fromWhole, toWhole);
  }

  /// Transforms `n` tiles; `w` is scratch memory.
  void run(int n, Buffer x, int xFrom, Buffer w, Buffer y, int yFrom) {
    run(0, channels, n, x, xFrom, w, y, yFrom, w, w, 0);
  }

  /// Transforms some channels, a multiple of a vector but for the last ones, of `n` tiles.
  void run(Interval some, int n, Buffer x, int xFrom, Buffer w, Buffer y, int yFrom) {
    for (int whole = some.from(); whole < some.to(); whole += lanes) {
      vector(whole, n, x, xFrom, w, y, yFrom, w, w, 0);
    }
  }

  /// Transforms channels `first` to `last`, multiples of a vector, of `n` tiles, adds a bias and
  /// stores a trace.
  void run(
      int first,
      int last,
      int n,
      Buffer x,
      int xFrom,
      Buffer w,
      Buffer y,
      int yFrom,
      Buffer b,
      Buffer t,
      int tFrom) {
    for (int whole = first; whole < last; whole += lanes) {
      vector(whole, n, x, xFrom, w, y, yFrom, b, t, tFrom);
    }
  }

  private void vector(
      int whole,
      int n,
      Buffer x,
      int xFrom,
      Buffer w,
      Buffer y,
      int yFrom,
      Buffer b,
      Buffer t,
      int tFrom) {
    int c = Math.min(whole, channels - lanes);
    int from = xFrom + (fromWhole ? whole : c);
    int to = yFrom + (toWhole ? whole : c);
    Kernel.run(kernel, n, x, from, w, 0, y, to, b, c, t, tFrom + c);
  }
}
