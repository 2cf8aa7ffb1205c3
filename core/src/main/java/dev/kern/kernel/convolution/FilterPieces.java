package dev.kern.kernel.convolution;

import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.RowSegments;
import dev.kern.kernel.codegen.Specialiser;
import java.util.ArrayList;
import java.util.List;

/// Divides a convolution's filter gradient into [FilterPattern]s.
///
/// @param g the windows over the image as it is read; depthwise ones over at least as many channels
///   as a vector has lanes
/// @param bases the number of bases: input channels, or window rows
/// @param xBase from a base's image to the next one's
/// @param yBase from a base's filter to the next one's
record FilterPieces(Geometry g, int bases, int xBase, int yBase, Specialiser specialiser) {

  /// A piece: offsets into the image, into `dy` and into the filter.
  record Piece(Kernel kernel, int x, int dy, int dw) {}

  /// The pieces of all bases, channels and window columns.
  List<Piece> pieces() {
    List<Piece> pieces = new ArrayList<>();
    for (Interval channels : groups()) {
      FilterBlocking blocking =
          new FilterBlocking(specialiser.machine(), g, bases, channels.size());
      add(channels, blocking.best(), pieces);
    }
    return List.copyOf(pieces);
  }

  /// Channels that fill vectors, then the rest. The rest is two overlapping vectors, which must be
  /// one strip: sums are added to the filter, and lanes that are added twice must be loaded before
  /// either vector is stored. In a depthwise convolution each vector is separate, since it has its
  /// own pixels.
  private List<Interval> groups() {
    int lanes = specialiser.machine().lanes();
    int channels = g.outChannels();
    int whole = channels % lanes == 0 ? channels : (channels / lanes - 1) * lanes;
    List<Interval> groups = new ArrayList<>();
    if (whole > 0) {
      groups.addAll(Interval.even(whole, g.isDepthwise() ? lanes : whole, lanes));
    }
    if (whole < channels) {
      groups.add(new Interval(whole, channels));
    }
    return groups;
  }

  private void add(Interval channels, FilterBlocking.Block block, List<Piece> pieces) {
    for (Interval strip :
        Interval.strips(specialiser.machine(), channels.size(), block.vectors())) {
      for (Interval base : Interval.even(bases, block.bases(), 1)) {
        for (Interval window : Interval.even(g.kernelWidth(), block.window(), 1)) {
          List<RowSegments> row = RowSegments.of(g, window, block.columns());
          if (!row.isEmpty()) {
            int channel = channels.from() + strip.from();
            pieces.add(piece(row, channel, strip.size(), base, window));
          }
        }
      }
    }
  }

  private Piece piece(
      List<RowSegments> row, int channel, int channels, Interval base, Interval window) {
    int p = row.stream().mapToInt(RowSegments::p).min().orElse(0);
    int o = row.stream().mapToInt(RowSegments::o).min().orElse(0);
    int c = g.inChannels();
    int f = g.outChannels();
    int tap = g.groupChannels() * f;
    FilterPattern pattern =
        new FilterPattern(
            specialiser.machine().lanes(),
            row.stream().map(segments -> segments.from(p, o)).toList(),
            base.size(),
            xBase,
            yBase,
            channels,
            c,
            f,
            tap,
            g.stride() * g.inRow(),
            g.outRow(),
            g.stride() * c,
            g.isDepthwise());
    return new Piece(
        specialiser.kernel(pattern),
        base.from() * xBase + p * c + (g.isDepthwise() ? channel : 0),
        o * f + channel,
        base.from() * yBase + window.from() * tap + channel);
  }
}
