package dev.kern.kernel.gemm;

import dev.kern.kernel.BlockPartition;
import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Interval;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.Transpose;
import dev.kern.kernel.codegen.RegisterBlocking;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.VectorElementwiseKernels;
import dev.kern.math.Activation;
import dev.kern.math.Pooling;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// A [dev.kern.kernel.Product] of large matrices, both read from packed copies, in which elements
/// that are read together are adjacent (Goto and van de Geijn, "Anatomy of High-Performance Matrix
/// Multiplication", 2008).
///
/// The right matrix is packed beforehand, in strips of columns. A block of the left matrix, as wide
/// as a panel of a strip is high, is copied and stays in the L2 cache; it is multiplied by the
/// panels of all strips, and each panel's sums are added to those of the panels above it.
///
/// @param right how the right matrix is packed
/// @param turned whether the left matrix is read transposed
/// @param left the layout of the left matrix
/// @param copy the layout of its copy
/// @param epilogue what happens to the sums
/// @param strips the micro-kernels of each strip
public record PackedProduct(
    ColumnStrips right,
    boolean turned,
    Steps left,
    Steps copy,
    Epilogue epilogue,
    List<Strip> strips)
    implements StripPacking {
  /// Rows of a panel. Smaller panels would stay in the L1 cache, but each panel reads and writes
  /// all sums.
  private static final int HEIGHT = 512;

  /// Rows of the left matrix that are copied at a time: half a megabyte, which fits the L2 cache.
  private static final int ROWS = 256;

  private static final int FEWEST_ROWS = 64;
  private static final int FEWEST_TERMS = 128;

  /// Fewer don't fill the longest vectors. The number is the same on all machines, and so are the
  /// bits.
  private static final int FEWEST_COLUMNS = 16;

  /// The smallest right matrix worth packing, in floats: smaller ones are compact enough as they
  /// are.
  private static final int SMALLEST = 1 << 19;

  /// The layout of a matrix.
  ///
  /// @param row the distance from an element to the one below it
  /// @param inner the distance from an element to the one to its right
  record Steps(int row, int inner) {}

  /// The micro-kernels of a strip of columns.
  ///
  /// @param packed where the strip begins in the packed matrix
  /// @param first micro-kernels that begin sums
  /// @param further micro-kernels that add to them; the same if there is only one panel
  record Strip(Interval interval, int packed, MicroKernels first, MicroKernels further) {}

  /// Whether packing pays: each panel must be used for many rows.
  public static boolean suits(int rows, int inner, int columns) {
    return rows >= FEWEST_ROWS
        && inner >= FEWEST_TERMS
        && columns >= FEWEST_COLUMNS
        && inner * columns >= SMALLEST;
  }

  public static PackedProduct of(
      int rows,
      int inner,
      int columns,
      Transpose transpose,
      Epilogue epilogue,
      Specialiser specialiser) {
    int lanes = specialiser.machine().lanes();
    boolean turned = transpose == Transpose.LEFT;
    Steps left = turned ? new Steps(1, rows) : new Steps(inner, 1);
    // Strides that are powers of two would map all rows to the same few cache sets.
    Steps copy = turned ? new Steps(1, ROWS + lanes) : new Steps(HEIGHT + lanes, 1);
    Epilogue begin = new Epilogue(epilogue.bias(), Activation.IDENTITY, Pooling.NONE, false);
    int tallest = new RegisterBlocking(specialiser.machine()).packedProduct(columns).pixels();
    ColumnStrips right = ColumnStrips.of(inner, columns, transpose == Transpose.RIGHT, specialiser);
    List<Strip> strips = new ArrayList<>();
    for (int s = 0; s < right.intervals().size(); s++) {
      Interval interval = right.intervals().get(s);
      int width = interval.size();
      IntFunction<BlockPattern> first =
          height ->
              BlockPattern.product(
                  lanes, height, width, copy.row, copy.inner, width, columns, begin);
      MicroKernels begun = MicroKernels.of(tallest, BlockPartition.ANY, first, specialiser);
      MicroKernels further =
          inner > HEIGHT
              ? MicroKernels.of(
                  tallest, BlockPartition.ANY, height -> first.apply(height).adding(), specialiser)
              : begun;
      strips.add(new Strip(interval, right.at(s), begun, further));
    }
    return new PackedProduct(right, turned, left, copy, epilogue, List.copyOf(strips));
  }

  @Override
  public int group() {
    return ROWS;
  }

  @Override
  public int scratch() {
    return Math.max(ROWS * copy.row, HEIGHT * copy.inner);
  }

  @Override
  public void run(int from, int to, Buffer a, Buffer b, Buffer bias, Buffer c, Scratch scratch) {
    int mark = scratch.mark();
    int inner = right.inner();
    int columns = right.columns();
    Buffer copied = scratch.take(scratch());
    Scratch.View part = scratch.view();
    for (int m = from; m < to; m += ROWS) {
      int end = Math.min(to, m + ROWS);
      part.over(copied, -m * copy.row);
      for (int k = 0; k < inner; k += HEIGHT) {
        int height = Math.min(HEIGHT, inner - k);
        copyLeft(end - m, height, a, m * left.row + k * left.inner, copied);
        for (int s = 0; s < strips.size(); s++) {
          Strip strip = strips.get(s);
          int n = strip.interval.from();
          int panel = strip.packed + k * strip.interval.size();
          MicroKernels kernels = k == 0 ? strip.first : strip.further;
          kernels.run(m, end, height, part, copy.row, b, panel, bias, n, c, columns);
        }
      }
    }
    scratch.release(mark);
    if (epilogue.activation() != Activation.IDENTITY) {
      VectorElementwiseKernels.LOOPS.activate(
          from * columns, to * columns, epilogue.activation(), c, c);
    }
  }

  /// Copies a block of the left matrix in its own order.
  private void copyLeft(int rows, int height, Buffer a, int from, Buffer to) {
    if (turned) {
      VectorElementwiseKernels.LOOPS.copy(height, rows, a, from, left.inner, to, 0, copy.inner);
    } else {
      VectorElementwiseKernels.LOOPS.copy(rows, height, a, from, left.row, to, 0, copy.row);
    }
  }
}
