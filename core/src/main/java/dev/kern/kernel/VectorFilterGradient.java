package dev.kern.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [FilterGradient] made of specialised kernels, each of which keeps a piece of the filter in
/// registers while it passes over the rows of a sample.
///
/// @param staging how the image is copied first, if it is
/// @param passes one for each window row, or for each set of them if the image has one channel
record VectorFilterGradient(Geometry geometry, @Nullable Staging staging, List<Pass> passes)
    implements FilterGradient {
  /// The pieces of some window rows.
  ///
  /// @param n output rows that read the image there
  /// @param x where the first one's image row begins
  /// @param dy where the first one begins
  /// @param dw where the window row begins in the filter
  record Pass(int n, int x, int dy, int dw, List<Piece> pieces) {}

  /// A piece of some window rows: offsets into a row of the image, of `dy`, and of the filter.
  record Piece(Kernel kernel, int x, int dy, int dw) {}

  static VectorFilterGradient of(Geometry g, Machine machine, Specialiser specialiser) {
    if (g.inChannels() > 1) {
      return byChannels(g, machine, specialiser);
    }
    return byWindowRows(g, machine, specialiser);
  }

  /// The bases are input channels: one pass for each window row.
  private static VectorFilterGradient byChannels(
      Geometry g, Machine machine, Specialiser specialiser) {
    int c = g.inChannels();
    Blocking.FilterBlock block =
        new Blocking(machine)
            .filter(c, g.kernelWidth(), g.outChannels(), g.outWidth(), g.stride(), g.dilation());
    List<Piece> pieces = new ArrayList<>();
    for (Cut bases : Cut.even(c, block.bases(), 1)) {
      FilterPieces maker =
          new FilterPieces(g, block, bases.size(), 1, g.outChannels(), machine, specialiser);
      pieces.addAll(maker.pieces(bases.from(), bases.from() * g.outChannels()));
    }
    List<Pass> passes = new ArrayList<>();
    for (int u = 0; u < g.kernelHeight(); u++) {
      int first = 0;
      while (first < g.outHeight() && g.rowOf(first, u) < 0) {
        first++;
      }
      int end = first;
      while (end < g.outHeight() && g.hasRow(g.rowOf(end, u))) {
        end++;
      }
      if (end > first) {
        passes.add(
            new Pass(
                end - first,
                g.rowOf(first, u) * g.inRow(),
                first * g.outRow(),
                u * g.kernelWidth() * c * g.outChannels(),
                List.copyOf(pieces)));
      }
    }
    return new VectorFilterGradient(g, null, List.copyOf(passes));
  }

  /// The bases are window rows, which needs an image with its padding in it.
  private static VectorFilterGradient byWindowRows(
      Geometry g, Machine machine, Specialiser specialiser) {
    Geometry padded = g.pads() ? g.withPadding() : g;
    Blocking.FilterBlock block =
        new Blocking(machine)
            .filter(
                g.kernelHeight(),
                g.kernelWidth(),
                g.outChannels(),
                g.outWidth(),
                g.stride(),
                g.dilation());
    int windowRow = g.kernelWidth() * g.outChannels();
    List<Pass> passes = new ArrayList<>();
    for (Cut bases : Cut.even(g.kernelHeight(), block.bases(), 1)) {
      FilterPieces maker =
          new FilterPieces(
              padded,
              block,
              bases.size(),
              g.dilation() * padded.inRow(),
              windowRow,
              machine,
              specialiser);
      passes.add(
          new Pass(
              g.outHeight(),
              bases.from() * g.dilation() * padded.inRow(),
              0,
              bases.from() * windowRow,
              maker.pieces(0, 0)));
    }
    Staging staging =
        g.equals(padded)
            ? null
            : Staging.of(
                g.inHeight(),
                g.inWidth(),
                1,
                g.padTop(),
                g.padLeft(),
                padded.inHeight(),
                padded.inWidth());
    return new VectorFilterGradient(g, staging, List.copyOf(passes));
  }

  @Override
  public int scratch() {
    return staging == null ? 0 : staging.size();
  }

  @Override
  public void run(
      int from,
      int to,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch,
      int scratchAt) {
    Arrays.fill(dw, dwAt, dwAt + geometry.filterSize(), 0);
    if (staging != null) {
      staging.clear(scratch, scratchAt);
    }
    for (int n = from; n < to; n++) {
      int image = xAt + n * geometry.inSize();
      int gradient = dyAt + n * geometry.outSize();
      if (staging == null) {
        sample(x, image, dy, gradient, dw, dwAt);
      } else {
        staging.load(x, image, scratch, scratchAt);
        sample(scratch, scratchAt, dy, gradient, dw, dwAt);
      }
    }
  }

  private void sample(float[] x, int xAt, float[] dy, int dyAt, float[] dw, int dwAt) {
    for (int k = 0; k < passes.size(); k++) {
      Pass pass = passes.get(k);
      for (int p = 0; p < pass.pieces.size(); p++) {
        Piece piece = pass.pieces.get(p);
        piece.kernel.run(
            pass.n,
            x,
            xAt + pass.x + piece.x,
            dy,
            dyAt + pass.dy + piece.dy,
            dw,
            dwAt + pass.dw + piece.dw,
            dy,
            dyAt,
            dy,
            dyAt);
      }
    }
  }
}
