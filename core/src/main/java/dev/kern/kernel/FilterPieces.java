package dev.kern.kernel;

import java.util.ArrayList;
import java.util.List;

/// Cuts a convolution's gradient by filter into [FilterPattern]s.
///
/// @param bases how many bases there are: input channels, or window rows
/// @param xBase from a base's image to the next one's
/// @param yBase from a base's filter to the next one's
record FilterPieces(
    Geometry g, int bases, int xBase, int yBase, Machine machine, Specialiser specialiser) {

  /// A piece: offsets into the image, into `dy` and into the filter.
  record Piece(Kernel kernel, int x, int dy, int dw) {}

  /// The pieces of all bases, channels, window columns and output columns.
  List<Piece> pieces() {
    List<Piece> pieces = new ArrayList<>();
    for (Cut channels : groups()) {
      add(channels, block(channels.size()), pieces);
    }
    return List.copyOf(pieces);
  }

  /// Channels that fill vectors, then those that don't. The latter are two vectors that overlap,
  /// and must be one strip: sums are added to the filter, and what is added twice must be loaded
  /// before either is stored.
  private List<Cut> groups() {
    int channels = g.outChannels();
    int whole = channels % machine.lanes() == 0 ? channels : wholeBeforeOverlap(channels);
    List<Cut> groups = new ArrayList<>();
    if (whole > 0) {
      groups.add(new Cut(0, whole));
    }
    if (whole < channels) {
      groups.add(new Cut(whole, channels));
    }
    return groups;
  }

  private int wholeBeforeOverlap(int channels) {
    return (channels / machine.lanes() - 1) * machine.lanes();
  }

  private Blocking.FilterBlock block(int channels) {
    return new Blocking(machine)
        .filter(bases, g.kernelWidth(), channels, g.outWidth(), g.stride(), g.dilation());
  }

  private void add(Cut channels, Blocking.FilterBlock block, List<Piece> pieces) {
    for (Cut strip : Cut.strips(machine, channels.size(), block.vectors())) {
      for (Cut base : Cut.even(bases, block.bases(), 1)) {
        for (Cut window : Cut.even(g.kernelWidth(), block.window(), 1)) {
          for (Segments segments : segments(block.columns(), window)) {
            int channel = channels.from() + strip.from();
            pieces.add(piece(segments, channel, strip.size(), base, window));
          }
        }
      }
    }
  }

  /// The taps of some output and window columns, the latter counted from the first.
  private List<Tap> taps(Cut columns, Cut window) {
    return Tap.forward(g, columns.from(), columns.to()).stream()
        .filter(tap -> tap.v() >= window.from() && tap.v() < window.to())
        .map(tap -> new Tap(tap.p(), tap.v() - window.from(), tap.o()))
        .toList();
  }

  /// Neighbouring pieces of a row that have the same taps.
  ///
  /// @param taps of each piece
  /// @param p the first input column of the first piece
  /// @param o the first output column of the first piece
  /// @param columns output columns of a piece
  /// @param count how many pieces
  private record Segments(List<Tap> taps, int p, int o, int columns, int count) {
    private boolean isContinuedBy(Segments next) {
      return taps.equals(next.taps) && columns == next.columns && o + count * columns == next.o;
    }

    private Segments continued() {
      return new Segments(taps, p, o, columns, count + 1);
    }
  }

  /// A row cut into pieces of at most `columns` columns, those with the same taps together.
  private List<Segments> segments(int columns, Cut window) {
    List<Segments> all = new ArrayList<>();
    for (Cut cut : Cut.even(g.outWidth(), columns, 1)) {
      List<Tap> taps = taps(cut, window);
      if (taps.isEmpty()) {
        continue;
      }
      int p = Tap.first(taps);
      int o = taps.stream().mapToInt(Tap::o).min().orElse(0);
      Segments next = new Segments(Tap.relative(taps, p, o), p, o, cut.size(), 1);
      if (!all.isEmpty() && all.getLast().isContinuedBy(next)) {
        all.set(all.size() - 1, all.getLast().continued());
      } else {
        all.add(next);
      }
    }
    return all;
  }

  private Piece piece(Segments segments, int channel, int channels, Cut base, Cut window) {
    int c = g.inChannels();
    int f = g.outChannels();
    FilterPattern pattern =
        new FilterPattern(
            machine.lanes(),
            segments.taps,
            base.size(),
            xBase,
            yBase,
            channels,
            c,
            f,
            c * f,
            g.stride() * g.inRow(),
            g.outRow(),
            segments.count,
            segments.columns * g.stride() * c,
            segments.columns * f);
    return new Piece(
        specialiser.kernel(pattern),
        base.from() * xBase + segments.p * c,
        segments.o * f + channel,
        base.from() * yBase + window.from() * c * f + channel);
  }
}
