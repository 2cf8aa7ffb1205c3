package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.FilterGradient;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.Specialiser;
import java.util.ArrayList;
import java.util.List;

/// A [FilterGradient] composed of specialised kernels, each of which keeps a piece of the filter in
/// registers while it passes over the rows of a sample.
///
/// @param staging the padded copy of the image, if there is one
/// @param passes over the rows of a sample
/// @param pieces of the filter, or of one window row, that each pass computes
public record VectorFilterGradient(
    Geometry geometry,
    PaddedLayout staging,
    List<SamplePass> passes,
    List<FilterPieces.Piece> pieces)
    implements FilterGradient {
  /// A pass over the rows of a sample.
  ///
  /// @param n how many rows of `dy`
  /// @param x where the first one's image row begins
  /// @param dy where the first one begins
  /// @param dw where the pass's part of the filter begins
  record SamplePass(int n, int x, int dy, int dw) {}

  public static VectorFilterGradient of(Geometry g, Specialiser specialiser) {
    return g.inChannels() == 1 || g.isDepthwise()
        ? byWindowRows(g, specialiser)
        : byChannels(g, specialiser);
  }

  /// The bases are input channels: one pass for each window row, over the rows where it meets the
  /// image.
  private static VectorFilterGradient byChannels(Geometry g, Specialiser specialiser) {
    List<SamplePass> passes = new ArrayList<>();
    for (int u = 0; u < g.kernelHeight(); u++) {
      int first = 0;
      while (first < g.outHeight() && g.rowOf(first, u) < 0) {
        first++;
      }
      int end = first;
      while (end < g.outHeight() && g.hasRow(g.rowOf(end, u))) {
        end++;
      }
      int dw = u * g.filterSize() / g.kernelHeight();
      passes.add(
          new SamplePass(end - first, g.rowOf(first, u) * g.inRow(), first * g.outRow(), dw));
    }
    FilterPieces pieces = new FilterPieces(g, g.inChannels(), 1, g.outChannels(), specialiser);
    return new VectorFilterGradient(
        g, PaddedLayout.NONE, passes.stream().filter(pass -> pass.n > 0).toList(), pieces.pieces());
  }

  /// Each filter meets one channel, and the bases are window rows: a single pass, over an image
  /// that includes its padding.
  private static VectorFilterGradient byWindowRows(Geometry g, Specialiser specialiser) {
    Geometry padded = g.pads() ? g.withPadding() : g;
    int xBase = g.dilation() * padded.inRow();
    int yBase = g.kernelWidth() * g.outChannels();
    FilterPieces pieces = new FilterPieces(padded, g.kernelHeight(), xBase, yBase, specialiser);
    return new VectorFilterGradient(
        g,
        PaddedLayout.between(g, padded),
        List.of(new SamplePass(g.outHeight(), 0, 0, 0)),
        pieces.pieces());
  }

  @Override
  public int scratch() {
    return staging.size();
  }

  @Override
  public void run(int slice, int from, int to, Buffer x, Buffer dy, Buffer dw, Scratch scratch) {
    dw.fill(0, geometry.filterSize(), 0);
    add(from, to, x, dy, dw, scratch);
  }

  /// Adds the terms of samples `from` to `to`, exclusive, to the sums in `dw`.
  void add(int from, int to, Buffer x, Buffer dy, Buffer dw, Scratch scratch) {
    int mark = scratch.mark();
    Buffer frame = staging.frame(scratch);
    Scratch.View image = scratch.view();
    for (int n = from; n < to; n++) {
      staging.load(x, n * geometry.inSize(), frame, image);
      sample(image, dy, n * geometry.outSize(), dw);
    }
    scratch.release(mark);
  }

  private void sample(Buffer x, Buffer dy, int gradient, Buffer dw) {
    for (int k = 0; k < passes.size(); k++) {
      SamplePass pass = passes.get(k);
      int from = gradient + pass.dy;
      for (int i = 0; i < pieces.size(); i++) {
        FilterPieces.Piece p = pieces.get(i);
        Kernel.run(p.kernel(), pass.n, x, pass.x + p.x(), dy, from + p.dy(), dw, pass.dw + p.dw());
      }
    }
  }
}
