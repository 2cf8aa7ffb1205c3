package dev.kern.kernel;

import java.util.List;

/// The cost model: which block of sums fits the registers and keeps the multiply-adds busy.
///
/// A core of today starts two multiply-adds and two loads per cycle, and a multiply-add takes four
/// cycles. So a pass of straight code takes at least
///
/// - half a cycle per multiply-add,
/// - half a cycle per load: vectors of the filter and pixels,
/// - four cycles per multiply-add onto the same sum, one after the other,
///
/// and a cycle or so to go round. That is all the model knows; it only has to rank blocks.
record Blocking(Machine machine) {
  /// Straight code beyond this is compiled badly, or not at all.
  private static final int LONGEST_ROW = 112;

  private static final int LONGEST_FILTER = 140;
  private static final double ROUND = 1;
  private static final double CALL = 20;

  /// Every kernel costs the just-in-time compiler some tens of milliseconds, so that one more has
  /// to be worth this much.
  private static final double KERNEL = 0.02;

  /// The taps of some neighbouring output columns.
  interface Taps {
    List<Tap> of(int from, int to);
  }

  /// A block and what a row of an image cut into such blocks takes.
  ///
  /// @param pixels output columns, or rows of a product
  /// @param vectors of output channels
  /// @param copies computed at once, see [RowPattern]
  /// @param cycles estimate for a row of all channels, infinite if no block fits
  record Block(int pixels, int vectors, int copies, double cycles) {
    static final Block NONE = new Block(1, 1, 1, Double.POSITIVE_INFINITY);

    Block orBetter(Block other) {
      return other.cycles < cycles ? other : this;
    }
  }

  /// The best block of [RowPattern] for rows of `width` columns.
  ///
  /// @param unit columns that mustn't be parted
  /// @param channels output channels
  /// @param terms passes over the taps: input channels times window rows
  /// @param fewest copies to consider
  /// @param most copies to consider
  Block row(Taps taps, int width, int unit, int channels, int terms, int fewest, int most) {
    Block best = Block.NONE;
    for (int pixels = unit; pixels < width + unit && pixels <= 28; pixels += unit) {
      List<Piece> pieces =
          Cut.even(width, pixels, unit).stream()
              .map(cut -> Piece.of(cut.size(), taps.of(cut.from(), cut.to())))
              .toList();
      for (int vectors = 1; vectors <= Math.min(4, machine.vectors(channels)); vectors++) {
        for (int copies = fewest; copies <= most; copies++) {
          double cycles = 0;
          for (Cut strip : Cut.strips(machine, channels, vectors)) {
            int count = machine.vectors(strip.size());
            for (Piece piece : pieces) {
              cycles += terms * rowPass(piece, count, copies) + CALL;
            }
          }
          cycles *= 1 + KERNEL * pieces.stream().distinct().count();
          best = best.orBetter(new Block(pixels, vectors, copies, cycles / copies));
        }
      }
    }
    return best;
  }

  /// What counts in a piece of a row: its sums, its taps, and what they read.
  private record Piece(int sums, List<Tap> taps, int filters, int pixels) {
    static Piece of(int sums, List<Tap> taps) {
      int filters = (int) taps.stream().mapToInt(Tap::v).distinct().count();
      int pixels = (int) taps.stream().mapToInt(Tap::p).distinct().count();
      int first = Tap.first(taps);
      int column = taps.stream().mapToInt(Tap::o).min().orElse(0);
      return new Piece(sums, Tap.relative(taps, first, column), filters, pixels);
    }
  }

  private double rowPass(Piece piece, int vectors, int copies) {
    int sums = piece.sums * vectors * copies;
    int straight = piece.taps.size() * vectors * copies;
    int registers = sums + piece.filters * vectors + 1;
    if (registers > spareRegisters(4) || straight > LONGEST_ROW) {
      return Double.POSITIVE_INFINITY;
    }
    int loads = piece.filters * vectors + piece.pixels * copies;
    return pass(straight, loads, Math.ceilDiv(piece.taps.size(), piece.sums));
  }

  /// The best block of [BlockPattern] for rows of `width` pixels; its image has its padding in it.
  ///
  /// @param channels output channels
  /// @param terms products per sum
  Block block(int width, int channels, int terms) {
    Block best = Block.NONE;
    for (int pixels = 1; pixels <= Math.min(width, 16); pixels++) {
      for (int vectors = 1; vectors <= Math.min(4, machine.vectors(channels)); vectors++) {
        double cycles = 0;
        for (Cut strip : Cut.strips(machine, channels, vectors)) {
          int count = machine.vectors(strip.size());
          for (Cut cut : Cut.even(width, pixels, 1)) {
            cycles += terms * blockPass(cut.size(), count) + CALL;
          }
        }
        best = best.orBetter(new Block(pixels, vectors, 1, cycles));
      }
    }
    return best;
  }

  /// The best block of a product with `columns` columns, whose height is a power of two. Vectors of
  /// the right matrix often come from the second-level cache, and cost a little more.
  Block product(int columns) {
    Block best = Block.NONE;
    for (int rows = 1; rows <= 16; rows *= 2) {
      for (int vectors = 1; vectors <= Math.min(4, machine.vectors(columns)); vectors++) {
        double cycles = blockPass(rows, vectors) + vectors / 2.0;
        best = best.orBetter(new Block(rows, vectors, 1, cycles / (rows * vectors)));
      }
    }
    return best;
  }

  private double blockPass(int pixels, int vectors) {
    if (pixels * vectors + vectors + 1 > spareRegisters(1)) {
      return Double.POSITIVE_INFINITY;
    }
    return pass(pixels * vectors, pixels + vectors, 1);
  }

  /// A piece of a filter's gradient.
  ///
  /// @param bases input channels or window rows
  /// @param window columns of the window
  /// @param vectors of output channels
  /// @param columns of the output that are straight code
  record FilterBlock(int bases, int window, int vectors, int columns) {}

  /// The best block of [FilterPattern].
  ///
  /// @param bases how many there are
  /// @param window columns of the window
  /// @param channels output channels; if they don't fill vectors, those of two that overlap
  /// @param width columns of the output
  FilterBlock filter(int bases, int window, int channels, int width, int stride, int dilation) {
    int fewestVectors = channels % machine.lanes() == 0 ? 1 : 2;
    FilterBlock best = new FilterBlock(1, 1, fewestVectors, 1);
    double least = Double.POSITIVE_INFINITY;
    for (int k = 1; k <= Math.min(16, bases); k++) {
      for (int v = 1; v <= window; v++) {
        for (int f = fewestVectors; f <= Math.min(2, machine.vectors(channels)); f++) {
          for (int columns = 1; columns <= Math.min(14, width); columns++) {
            int pixels = Math.min(columns * v, (columns - 1) * stride + (v - 1) * dilation + 1);
            int registers = k * v * f + Math.min(v, columns) * f + 1;
            int straight = k * v * f * columns;
            int longest = v == 1 ? LONGEST_FILTER / 2 : LONGEST_FILTER;
            if (registers <= spareRegisters(6) && straight <= longest) {
              double pass = pass(straight, columns * f + k * pixels, columns);
              double cycles =
                  pass
                      * Cut.even(bases, k, 1).size()
                      * Cut.even(window, v, 1).size()
                      * Cut.strips(machine, channels, f).size()
                      * Cut.even(width, columns, 1).size();
              if (cycles < least) {
                least = cycles;
                best = new FilterBlock(k, v, f, columns);
              }
            }
          }
        }
      }
    }
    return best;
  }

  private static double pass(int multiplyAdds, int loads, int chain) {
    return Math.max(Math.max(multiplyAdds, loads) / 2.0, 4 * chain) + ROUND;
  }

  /// Registers for sums, filter and one pixel: the just-in-time compiler likes to load some pixels
  /// ahead.
  private int spareRegisters(int ahead) {
    return machine.registers() - ahead;
  }
}
