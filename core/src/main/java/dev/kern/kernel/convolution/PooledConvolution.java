package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Epilogue;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Interval;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.codegen.Kernel;
import dev.kern.kernel.codegen.Specialiser;
import dev.kern.kernel.vector.VectorElementwiseKernels;
import dev.kern.math.Activation;
import dev.kern.math.Pooling;
import java.util.ArrayList;
import java.util.List;

/// A [StripConvolution] that pools its sums from scratch memory, two rows at a time, so that all
/// registers are free for the sums.
public record PooledConvolution(
    Geometry geometry, Epilogue epilogue, SampleRows sums, List<StripPool> pools)
    implements StripConvolution {
  private static final int VECTORS = 4;

  /// Pools the channels of a row from `channel` on.
  public record StripPool(Kernel kernel, int channel) {}

  static PooledConvolution of(Geometry g, Epilogue epilogue, Specialiser specialiser) {
    Epilogue store = new Epilogue(epilogue.bias(), Activation.IDENTITY, Pooling.NONE, false);
    return new PooledConvolution(
        g,
        epilogue,
        ForwardRows.of(g, store, specialiser),
        pools(g, g.outRow(), epilogue, specialiser));
  }

  /// Kernels that pool two rows of sums, bias included, which are `row` floats apart.
  public static List<StripPool> pools(
      Geometry g, int row, Epilogue epilogue, Specialiser specialiser) {
    Epilogue finish = epilogue.activation().isGate() ? epilogue : epilogue.withoutActivation();
    List<StripPool> pools = new ArrayList<>();
    for (Interval strip : Interval.strips(specialiser.machine(), g.outChannels(), VECTORS)) {
      PoolPattern pattern =
          new PoolPattern(
              specialiser.machine().lanes(), strip.size(), g.outChannels(), row, finish);
      pools.add(new StripPool(specialiser.kernel(pattern), strip.from()));
    }
    return List.copyOf(pools);
  }

  @Override
  public FilterStrips filter() {
    return sums.filter();
  }

  @Override
  public int scratch() {
    return 2 * geometry.outRow() + sums.scratch();
  }

  @Override
  public void run(
      int from, int to, Buffer x, Buffer w, Buffer b, Buffer y, Buffer trace, Scratch scratch) {
    int mark = scratch.mark();
    Buffer pair = scratch.take(2 * geometry.outRow());
    Buffer frame = sums.staging().frame(scratch);
    Scratch.View image = scratch.view();
    for (int n = from; n < to; n++) {
      sums.staging().load(x, n * geometry.inSize(), frame, image);
      pairs(n, 0, pieces(), image, w, b, y, trace, pair);
    }
    scratch.release(mark);
  }

  @Override
  public int pieces() {
    return geometry.outHeight() / 2;
  }

  @Override
  public void runPieces(
      int n,
      int from,
      int to,
      Buffer x,
      Buffer w,
      Buffer b,
      Buffer y,
      Buffer trace,
      Scratch scratch) {
    int mark = scratch.mark();
    Buffer pair = scratch.take(2 * geometry.outRow());
    Buffer frame = scratch.take(sums.staging().size());
    Scratch.View image = scratch.view();
    int in = n * geometry.inSize();
    sums.staging().loadFor(geometry, 2 * from, 2 * to, x, in, frame, image);
    pairs(n, from, to, image, w, b, y, trace, pair);
    scratch.release(mark);
  }

  /// Computes pairs `from` to `to`, exclusive, of the rows of sample `n`.
  private void pairs(
      int n,
      int from,
      int to,
      Buffer image,
      Buffer w,
      Buffer b,
      Buffer y,
      Buffer trace,
      Buffer pair) {
    for (int i = from; i < to; i++) {
      sum(2 * i, image, w, b, pair);
      int row = (n * pieces() + i) * (geometry.outRow() / 2);
      pool(pools, geometry.outWidth() / 2, pair, 0, y, trace, row);
    }
  }

  /// Computes the sums of rows `i` and `i + 1`, and activates them unless the pooling does.
  private void sum(int i, Buffer x, Buffer w, Buffer b, Buffer pair) {
    RowLoop rows = sums.rows();
    int row = geometry.outRow();
    for (int strip = 0; strip < rows.strips().size(); strip++) {
      for (int r = 0; r < 2; r++) {
        rows.run(strip, i + r, x, w, pair, r * row, b, pair);
      }
    }
    if (!epilogue.activation().isGate()) {
      VectorElementwiseKernels.LOOPS.activate(0, 2 * row, epilogue.activation(), pair, pair);
    }
  }

  /// Pools two rows of sums into one of `pixels` pixels, which begins at element `row` of `y`.
  public static void pool(
      List<StripPool> pools, int pixels, Buffer sums, int first, Buffer y, Buffer trace, int row) {
    for (int k = 0; k < pools.size(); k++) {
      StripPool pool = pools.get(k);
      int from = first + pool.channel;
      int to = row + pool.channel;
      Kernel.run(pool.kernel, pixels, sums, from, sums, 0, y, to, sums, 0, trace, to);
    }
  }
}
