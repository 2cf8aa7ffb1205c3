package dev.kern.kernel.convolution;

import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.codegen.RowSegments;
import dev.kern.kernel.codegen.Specialiser;
import java.util.ArrayList;
import java.util.List;

/// Cuts a depthwise convolution's gradient by filter into [FilterPattern]s. There are at least as
/// many channels as lanes.
///
/// @param g the windows over an image that has its padding in it
record DepthwiseFilterPieces(Geometry g, Specialiser specialiser) {
  /// The gradient of `g` by its filter: one pass over an image with its padding in it.
  static VectorFilterGradient gradient(Geometry g, Specialiser specialiser) {
    Geometry padded = g.pads() ? g.withPadding() : g;
    return new VectorFilterGradient(
        g,
        PaddedLayout.between(g, padded),
        List.of(new VectorFilterGradient.Pass(g.outHeight(), 0, 0, 0)),
        new DepthwiseFilterPieces(padded, specialiser).pieces());
  }

  /// The pieces of all channels, window rows and columns, and output columns.
  List<FilterPieces.Piece> pieces() {
    List<FilterPieces.Piece> pieces = new ArrayList<>();
    for (Interval strip : strips()) {
      FilterBlocking.Block block =
          new FilterBlocking(specialiser.machine(), g, g.kernelHeight(), strip.size()).best();
      for (Interval rows : Interval.even(g.kernelHeight(), block.bases(), 1)) {
        for (Interval columns : Interval.even(g.kernelWidth(), block.window(), 1)) {
          for (RowSegments segments : RowSegments.of(g, columns, block.columns())) {
            pieces.add(piece(segments, strip, rows, columns));
          }
        }
      }
    }
    return List.copyOf(pieces);
  }

  /// A vector each, but for two that overlap where channels don't fill the last one. These are one
  /// strip: sums are added to the filter, and what is added twice must be loaded before either is
  /// stored.
  private List<Interval> strips() {
    int lanes = specialiser.machine().lanes();
    int channels = g.inChannels();
    int alone = channels % lanes == 0 ? channels / lanes : channels / lanes - 1;
    List<Interval> strips = new ArrayList<>();
    for (int s = 0; s < alone; s++) {
      strips.add(new Interval(s * lanes, (s + 1) * lanes));
    }
    if (alone * lanes < channels) {
      strips.add(new Interval(alone * lanes, channels));
    }
    return strips;
  }

  private FilterPieces.Piece piece(
      RowSegments segments, Interval strip, Interval rows, Interval columns) {
    int channels = g.inChannels();
    int xBase = g.dilation() * g.inRow();
    int yBase = g.kernelWidth() * channels;
    FilterPattern pattern =
        new FilterPattern(
            specialiser.machine().lanes(),
            segments.taps(),
            rows.size(),
            xBase,
            yBase,
            strip.size(),
            channels,
            channels,
            channels,
            g.stride() * g.inRow(),
            g.outRow(),
            segments.count(),
            segments.columns() * g.stride() * channels,
            segments.columns() * channels,
            true);
    return new FilterPieces.Piece(
        specialiser.kernel(pattern),
        rows.from() * xBase + segments.p() * channels + strip.from(),
        segments.o() * channels + strip.from(),
        rows.from() * yBase + columns.from() * channels + strip.from());
  }
}
