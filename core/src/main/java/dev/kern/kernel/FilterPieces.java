package dev.kern.kernel;

import java.util.ArrayList;
import java.util.List;

/// Cuts the gradient of a window row into [FilterPattern]s.
///
/// @param bases how many bases each piece has
/// @param xBase from a base's image to the next one's
/// @param yBase from a base's filter to the next one's
record FilterPieces(
    Geometry g,
    Blocking.FilterBlock block,
    int bases,
    int xBase,
    int yBase,
    Machine machine,
    Specialiser specialiser) {

  /// The pieces of all window columns, channels and output columns, for bases that begin `x` floats
  /// into a row of the image and `dw` floats into a window row.
  List<VectorFilterGradient.Piece> pieces(int x, int dw) {
    List<VectorFilterGradient.Piece> pieces = new ArrayList<>();
    for (Cut strip : Cut.strips(machine, g.outChannels(), block.vectors())) {
      for (Cut window : Cut.even(g.kernelWidth(), block.window(), 1)) {
        for (Cut columns : Cut.even(g.outWidth(), block.columns(), 1)) {
          List<Tap> taps =
              Tap.forward(g, columns.from(), columns.to()).stream()
                  .filter(tap -> tap.v() >= window.from() && tap.v() < window.to())
                  .map(tap -> new Tap(tap.p(), tap.v() - window.from(), tap.o()))
                  .toList();
          if (!taps.isEmpty()) {
            pieces.add(piece(taps, strip, window, x, dw));
          }
        }
      }
    }
    return pieces;
  }

  private VectorFilterGradient.Piece piece(List<Tap> taps, Cut strip, Cut window, int x, int dw) {
    int c = g.inChannels();
    int f = g.outChannels();
    int p = Tap.first(taps);
    int o = taps.stream().mapToInt(Tap::o).min().orElse(0);
    FilterPattern pattern =
        new FilterPattern(
            machine.lanes(),
            Tap.relative(taps, p, o),
            bases,
            xBase,
            yBase,
            strip.size(),
            c,
            f,
            c * f,
            g.stride() * g.inRow(),
            g.outRow());
    return new VectorFilterGradient.Piece(
        specialiser.kernel(pattern),
        x + p * c,
        o * f + strip.from(),
        dw + window.from() * c * f + strip.from());
  }
}
