package dev.kern.kernel.codegen;

import dev.kern.kernel.Interval;
import dev.kern.kernel.TargetMachine;
import java.util.List;

/// The cost model that chooses the register block: the block of sums that fits the registers and
/// keeps the multiply-add units busy.
///
/// Today's cores start two multiply-adds and two loads per cycle, and a multiply-add has a latency
/// of four cycles. So a pass of straight-line code takes at least
///
/// - half a cycle per multiply-add,
/// - half a cycle per load, of vectors of the filter and of pixels,
/// - four cycles per multiply-add in the longest chain onto one sum,
///
/// and about a cycle of loop overhead. That is all the model knows; it only has to rank blocks.
public record RegisterBlocking(TargetMachine machine) {
  /// Longer straight-line code is compiled badly, or not at all.
  private static final int LONGEST_ROW = 112;

  private static final int LONGEST_WINDOW = 21;
  private static final int FEW_CHANNELS = 4;
  private static final double ROUND = 1;
  public static final double CALL = 20;

  /// Every kernel costs the just-in-time compiler tens of milliseconds, so an additional one must
  /// save at least this fraction.
  public static final double KERNEL = 0.02;

  /// The taps of a range of output columns.
  public interface Taps {
    List<Tap> of(int from, int to);
  }

  /// A register block, and the cost of a row of an image divided into such blocks.
  ///
  /// @param pixels output columns, or rows of a product
  /// @param vectors of output channels
  /// @param copies computed at once, see `RowPattern`
  /// @param cycles estimated cycles for a row of all channels; infinite if no block fits
  public record Block(int pixels, int vectors, int copies, double cycles) {
    static final Block NONE = new Block(1, 1, 1, Double.POSITIVE_INFINITY);

    Block orBetter(Block other) {
      return other.cycles < cycles ? other : this;
    }
  }

  /// The best block of `RowPattern` for rows of `width` columns.
  ///
  /// @param unit columns that must stay together
  /// @param channels output channels
  /// @param terms passes over the taps: input channels times window rows
  /// @param fewest copies to consider
  /// @param most copies to consider
  public Block row(Taps taps, int width, int unit, int channels, int terms, int fewest, int most) {
    Block best = Block.NONE;
    for (int pixels = unit; pixels < width + unit && pixels <= 28; pixels += unit) {
      List<Piece> pieces =
          Interval.even(width, pixels, unit).stream()
              .map(interval -> Piece.of(interval.size(), taps.of(interval.from(), interval.to())))
              .toList();
      for (int vectors = 1; vectors <= Math.min(4, machine.vectors(channels)); vectors++) {
        for (int copies = fewest; copies <= most; copies++) {
          double cycles = 0;
          for (Interval strip : Interval.strips(machine, channels, vectors)) {
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

  /// What determines the cost of a piece of a row: its sums, its taps, and what they read.
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
    if (registers > machine.choose(27, 13)
        || sums > machine.choose(16, 9)
        || straight > LONGEST_ROW) {
      return Double.POSITIVE_INFINITY;
    }
    int loads = piece.filters * vectors + piece.pixels * copies;
    return pass(straight, loads, Math.ceilDiv(piece.taps.size(), piece.sums));
  }

  /// The best block of `BlockPattern` for rows of `width` pixels, over an image that includes its
  /// padding.
  ///
  /// @param channels output channels
  /// @param terms products per sum
  public Block block(int width, int channels, int terms) {
    Block best = Block.NONE;
    for (int pixels = 1; pixels <= Math.min(width, 16); pixels++) {
      for (int vectors = 1; vectors <= Math.min(4, machine.vectors(channels)); vectors++) {
        double cycles = 0;
        for (Interval strip : Interval.strips(machine, channels, vectors)) {
          int count = machine.vectors(strip.size());
          for (Interval interval : Interval.even(width, pixels, 1)) {
            cycles += terms * blockPass(interval.size(), count) + CALL;
          }
        }
        best = best.orBetter(new Block(pixels, vectors, 1, cycles));
      }
    }
    return best;
  }

  /// The same for a convolution with a window of several columns. Of blocks that cost the same, the
  /// one with the most pixels reads the filter least often.
  ///
  /// @param inner input channels
  /// @param terms passes over the window's columns: input channels times window rows
  /// @param window columns of the window
  public Block window(int width, int channels, int inner, int terms, int window) {
    Block best = Block.NONE;
    for (int pixels = Math.min(width, 16); pixels >= 1; pixels--) {
      for (int vectors = 1; vectors <= Math.min(4, machine.vectors(channels)); vectors++) {
        double cycles = 0;
        for (Interval strip : Interval.strips(machine, channels, vectors)) {
          int count = machine.vectors(strip.size());
          for (Interval interval : Interval.even(width, pixels, 1)) {
            cycles += terms * windowPass(interval.size(), count, inner, window) + CALL;
          }
        }
        best = best.orBetter(new Block(pixels, vectors, 1, cycles));
      }
    }
    return best;
  }

  /// The cycles of a pass over the window's columns. In straight-line code the just-in-time
  /// compiler loads the next columns' operands early, which takes registers.
  private double windowPass(int pixels, int vectors, int inner, int window) {
    int sums = pixels * vectors;
    return isUnrolled(inner, window, sums) && sums > machine.choose(20, 8)
        ? Double.POSITIVE_INFINITY
        : window * blockPass(pixels, vectors);
  }

  /// Whether the window's columns in a `BlockPattern` are straight-line code. With very few
  /// channels or many columns a loop is faster; measured.
  ///
  /// @param inner input channels
  /// @param window columns of the window
  /// @param sums of the block
  public static boolean isUnrolled(int inner, int window, int sums) {
    return window > 1 && inner > FEW_CHANNELS && window * sums <= LONGEST_WINDOW;
  }

  /// The best block of `PointwisePattern`, for samples of so many pixels. As in a packed product,
  /// six pixels of four vectors may fill more registers than other blocks.
  ///
  /// @param channels output channels
  /// @param terms products per sum
  public Block pointwise(int count, int channels, int terms) {
    Block best = Block.NONE;
    Block packed = packedProduct(channels);
    for (int pixels = 1; pixels <= Math.min(count, 16); pixels++) {
      int blocks = Math.ceilDiv(count, pixels);
      int largest = Math.ceilDiv(count, blocks);
      for (int vectors = 1; vectors <= Math.min(4, machine.vectors(channels)); vectors++) {
        boolean isPacked = pixels == packed.pixels() && vectors == packed.vectors();
        double cycles = 0;
        for (Interval strip : Interval.strips(machine, channels, vectors)) {
          int own = machine.vectors(strip.size());
          double pass = isPacked ? pass(largest * own, largest + own, 1) : blockPass(largest, own);
          cycles += blocks * (terms * pass + CALL);
        }
        best = best.orBetter(new Block(pixels, vectors, 1, cycles));
      }
    }
    return best;
  }

  /// The best block of a product with `columns` columns; its height is a power of two. Vectors of
  /// the right matrix often come from the L2 cache, and cost a little more.
  public Block product(int columns) {
    Block best = Block.NONE;
    for (int rows = 1; rows <= 16; rows *= 2) {
      for (int vectors = 1; vectors <= Math.min(4, machine.vectors(columns)); vectors++) {
        double cycles = blockPass(rows, vectors) + vectors / 2.0;
        best = best.orBetter(new Block(rows, vectors, 1, cycles / (rows * vectors)));
      }
    }
    return best;
  }

  /// The block of a `PackedProduct`: six rows of four vectors for 32 registers, where it may fill
  /// more of them than other blocks, four of two for 16. The just-in-time compiler loads the rows'
  /// elements a few multiply-adds ahead, which takes a register for each: among blocks with the
  /// same number of sums, the one with the fewest rows leaves room for that. With 16 registers, six
  /// rows of two vectors spill sums, and take 1.4 times as long.
  public Block packedProduct(int columns) {
    int rows = machine.choose(6, 4);
    int vectors = machine.choose(4, 2);
    return machine.vectors(columns) < vectors
        ? product(columns)
        : new Block(rows, vectors, 1, pass(rows * vectors, rows + vectors, 1) / (rows * vectors));
  }

  private double blockPass(int pixels, int vectors) {
    if (pixels * vectors + vectors + 1 > machine.choose(27, 12)) {
      return Double.POSITIVE_INFINITY;
    }
    return pass(pixels * vectors, pixels + vectors, 1);
  }

  /// The cycles of a pass of straight-line code that adds `chain` times to the same sum.
  public static double pass(int multiplyAdds, int loads, int chain) {
    return Math.max(Math.max(multiplyAdds, loads) / 2.0, 4 * chain) + ROUND;
  }
}
