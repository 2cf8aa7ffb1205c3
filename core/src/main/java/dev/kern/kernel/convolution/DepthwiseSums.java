package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.codegen.Tap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// The sums of a depthwise convolution or of its input gradient, composed of [DepthwisePattern]s.
/// There are at least as many channels as lanes.
///
/// @param xRow from the input of a row to that of the row below it with the same rows of the window
/// @param yRow floats between these rows of the result
/// @param calls what computes a sample
record DepthwiseSums(int xRow, int yRow, List<Call> calls) {
  /// More vectors of channels per call gain nothing.
  private static final int MOST_VECTORS = 64;

  /// Vectors of a row per call: so few that a row is a tiny problem for the warm-up, and so many
  /// that most rows are one call, which reads and writes memory in one stream.
  private static final int ROW = 128;

  /// Floats of the rows whose channels are computed strip by strip: a quarter of a small L2 cache.
  private static final int FLOATS = 1 << 15;

  /// A call of a kernel, and where in a sample it begins.
  ///
  /// @param first the first row of the result
  /// @param rows of the result
  /// @param height rows of the window that they read
  record Call(Kernel kernel, int first, int rows, int height, int x, int w, int y, int b) {}

  /// What a convolution and its input gradient differ in.
  ///
  /// @param width columns of the result
  /// @param unit columns that must stay together; rows so far apart have the same window rows
  /// @param lines what each row of the result reads
  /// @param xRow from the input of a row to that of the row `unit` below it
  /// @param yRow floats of a row of the result
  /// @param xStep from a window row's input to the next one's
  /// @param uStep window rows from one that a row reads to the next
  private record Direction(
      Geometry geometry,
      RegisterBlocking.Taps taps,
      int width,
      int unit,
      List<RowLoop.Line> lines,
      int xRow,
      int yRow,
      int xStep,
      int uStep) {}

  /// Rows of the result, `unit` apart, that read the same rows of the window.
  private record Band(int first, int rows, RowLoop.Line line) {}

  /// Pieces of a row with the same taps, one next to the other.
  ///
  /// @param x the first input column
  /// @param y the first output column
  /// @param size output columns of a piece
  /// @param step input columns from a piece to the next
  private record Pieces(List<Tap> taps, int x, int y, int size, int step, int count) {
    boolean isContinuedBy(Pieces next) {
      return taps.equals(next.taps)
          && size == next.size
          && (count == 1 || next.x == x + count * step);
    }

    Pieces with(Pieces next) {
      return new Pieces(taps, x, y, size, count == 1 ? next.x - x : step, count + 1);
    }
  }

  /// The sums of a convolution, finished as `epilogue` says, which must not pool.
  static DepthwiseSums forward(Geometry g, Epilogue epilogue, Specialiser specialiser) {
    Direction direction =
        new Direction(
            g,
            (from, to) -> Tap.forward(g, from, to),
            g.outWidth(),
            1,
            RowLoop.forwardLines(g, 1),
            g.stride() * g.inRow(),
            g.outRow(),
            g.dilation() * g.inRow(),
            1);
    return of(direction, epilogue, specialiser);
  }

  /// The input gradient of a convolution; see [BackwardRows].
  static DepthwiseSums backward(Geometry g, Specialiser specialiser) {
    StridePhases phases = StridePhases.of(g);
    Direction direction =
        new Direction(
            g,
            (from, to) -> Tap.backward(g, from, to),
            g.inWidth(),
            g.stride(),
            RowLoop.backwardLines(g, g.outRow()),
            g.outRow(),
            g.inRow(),
            -phases.dyStep() * g.outRow(),
            phases.windowStep());
    return of(direction, Epilogue.none(), specialiser);
  }

  private static DepthwiseSums of(Direction d, Epilogue epilogue, Specialiser specialiser) {
    int channels = d.geometry.inChannels();
    int lanes = specialiser.machine().lanes();
    int window = d.geometry.kernelWidth() * channels;
    List<Call> calls = new ArrayList<>();
    List<Pieces> columns = pieces(d, specialiser);
    int longest = columns.stream().mapToInt(Pieces::count).max().orElse(1);
    int vectors = Math.clamp(ROW / longest, 2, MOST_VECTORS);
    for (Band band : bands(d)) {
      for (Interval strip : strips(channels, lanes, vectors)) {
        for (Pieces pieces : columns) {
          DepthwisePattern pattern =
              new DepthwisePattern(
                  lanes,
                  pieces.taps,
                  pieces.size,
                  pieces.count,
                  strip.size() / lanes,
                  channels,
                  d.xRow,
                  d.unit * d.yRow,
                  pieces.step * channels,
                  d.xStep,
                  d.uStep * window,
                  epilogue);
          calls.add(
              new Call(
                  specialiser.kernel(pattern),
                  band.first,
                  band.rows,
                  band.line.n(),
                  band.line.x() + pieces.x * channels + strip.from(),
                  band.line.u() * window + strip.from(),
                  band.first * d.yRow + pieces.y * channels + strip.from(),
                  strip.from()));
        }
      }
    }
    return new DepthwiseSums(d.xRow, d.unit * d.yRow, List.copyOf(calls));
  }

  /// Strips of whole vectors; the last vector overlaps the previous one if the channels don't fill
  /// it.
  private static List<Interval> strips(int channels, int lanes, int vectors) {
    int whole = channels / lanes * lanes;
    List<Interval> strips = new ArrayList<>(Interval.even(whole, vectors * lanes, lanes));
    if (whole < channels) {
      strips.add(new Interval(channels - lanes, channels));
    }
    return strips;
  }

  /// The columns of a row.
  private static List<Pieces> pieces(Direction d, Specialiser specialiser) {
    int lanes = specialiser.machine().lanes();
    int height = d.geometry.kernelHeight();
    RegisterBlocking.Block block =
        new RegisterBlocking(specialiser.machine())
            .row(d.taps, d.width, d.unit, lanes, height, 1, 1);
    List<Pieces> all = new ArrayList<>();
    for (Interval columns : Interval.even(d.width, block.pixels(), d.unit)) {
      List<Tap> taps = d.taps.of(columns.from(), columns.to());
      int x = Tap.first(taps);
      List<Tap> own = Tap.relative(taps, x, columns.from());
      Pieces next = new Pieces(own, x, columns.from(), columns.size(), 0, 1);
      boolean continues = !all.isEmpty() && all.getLast().isContinuedBy(next);
      all.add(continues ? all.removeLast().with(next) : next);
    }
    return all;
  }

  /// The rows of a sample, divided where their window rows differ and where the caches are full.
  private static List<Band> bands(Direction d) {
    int most = Math.max(1, FLOATS / Math.max(d.xRow, d.unit * d.yRow));
    List<Band> bands = new ArrayList<>();
    for (int phase = 0; phase < Math.min(d.unit, d.lines.size()); phase++) {
      Band band = null;
      for (int i = phase; i < d.lines.size(); i += d.unit) {
        RowLoop.Line line = d.lines.get(i);
        if (band != null
            && band.rows < most
            && line.n() == band.line.n()
            && line.u() == band.line.u()) {
          band = new Band(band.first, band.rows + 1, band.line);
        } else {
          if (band != null) {
            bands.add(band);
          }
          band = new Band(i, 1, line);
        }
      }
      bands.add(Objects.requireNonNull(band));
    }
    bands.sort(Comparator.comparingInt(Band::first));
    return bands;
  }

  /// Computes a sample, which begins at `xFrom` and at `yFrom`.
  void run(Buffer x, int xFrom, Buffer w, Buffer b, Buffer y, int yFrom, Buffer t) {
    for (int k = 0; k < calls.size(); k++) {
      Call c = calls.get(k);
      run(c, 0, c.rows, x, xFrom, w, b, y, yFrom, t);
    }
  }

  /// Computes rows `from` to `to`, exclusive, of a sample of a convolution.
  void run(
      int from, int to, Buffer x, int xFrom, Buffer w, Buffer b, Buffer y, int yFrom, Buffer t) {
    for (int k = 0; k < calls.size(); k++) {
      Call c = calls.get(k);
      int first = Math.max(0, from - c.first);
      int end = Math.min(c.rows, to - c.first);
      if (first < end) {
        run(c, first, end, x, xFrom, w, b, y, yFrom, t);
      }
    }
  }

  /// Computes some rows of a call.
  private void run(
      Call c,
      int first,
      int end,
      Buffer x,
      int xFrom,
      Buffer w,
      Buffer b,
      Buffer y,
      int yFrom,
      Buffer t) {
    int n = DepthwisePattern.n(end - first, c.height);
    int to = yFrom + c.y + first * yRow;
    Kernel.run(c.kernel, n, x, xFrom + c.x + first * xRow, w, c.w, y, to, b, c.b, t, to);
  }
}
