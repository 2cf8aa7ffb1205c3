package dev.kern.kernel;

import dev.kern.math.Activation;
import dev.kern.math.Pooling;
import java.util.ArrayList;
import java.util.List;

/// A [Convolution] whose sums go through scratch memory, two rows at a time, before they are
/// pooled; the registers are left to the sums.
record PooledConvolution(
    Geometry geometry, Epilogue epilogue, ForwardRows sums, List<StripPool> pools)
    implements Convolution {
  private static final int VECTORS = 4;

  /// Pools the channels of a row from `channel` on.
  record StripPool(Kernel kernel, int channel) {}

  static PooledConvolution of(
      Geometry g, Epilogue epilogue, Machine machine, Specialiser specialiser) {
    Epilogue store = new Epilogue(epilogue.bias(), Activation.IDENTITY, Pooling.NONE, false);
    return new PooledConvolution(
        g,
        epilogue,
        ForwardRows.of(g, store, machine, specialiser),
        pools(g, g.outRow(), epilogue, machine, specialiser));
  }

  /// Kernels that pool two rows of sums with their bias, from one to the next `row` floats.
  static List<StripPool> pools(
      Geometry g, int row, Epilogue epilogue, Machine machine, Specialiser specialiser) {
    Epilogue finish = epilogue.activation().isGate() ? epilogue : epilogue.withoutActivation();
    List<StripPool> pools = new ArrayList<>();
    for (Cut strip : Cut.strips(machine, g.outChannels(), VECTORS)) {
      PoolPattern pattern =
          new PoolPattern(machine.lanes(), strip.size(), g.outChannels(), row, finish);
      pools.add(new StripPool(specialiser.kernel(pattern), strip.from()));
    }
    return List.copyOf(pools);
  }

  @Override
  public int scratch() {
    return 2 * geometry.outRow() + sums.scratch();
  }

  @Override
  public void run(
      int from,
      int to,
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] b,
      int bAt,
      float[] y,
      int yAt,
      float[] trace,
      int traceAt,
      float[] scratch,
      int scratchAt) {
    Staging staging = sums.staging();
    int stagedAt = scratchAt + 2 * geometry.outRow();
    if (staging != null) {
      staging.clear(scratch, stagedAt);
    }
    for (int n = from; n < to; n++) {
      float[] image = x;
      int imageAt = xAt + n * geometry.inSize();
      if (staging != null) {
        staging.load(x, imageAt, scratch, stagedAt);
        image = scratch;
        imageAt = stagedAt;
      }
      for (int i = 0; i < geometry.outHeight(); i += 2) {
        sum(i, image, imageAt, w, wAt, scratch, scratchAt, b, bAt);
        int at = (n * geometry.outHeight() + i) / 2 * (geometry.outRow() / 2);
        int pixels = geometry.outWidth() / 2;
        pool(pools, pixels, scratch, scratchAt, y, yAt + at, trace, traceAt + at);
      }
    }
  }

  /// The sums of rows `i` and `i + 1`, activated unless that can wait for the pooling.
  private void sum(
      int i,
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] scratch,
      int scratchAt,
      float[] b,
      int bAt) {
    RowLoop rows = sums.rows();
    int row = geometry.outRow();
    for (int strip = 0; strip < rows.strips().size(); strip++) {
      for (int r = 0; r < 2; r++) {
        int at = scratchAt + r * row;
        rows.run(strip, i + r, x, xAt, w, wAt, scratch, at, b, bAt, scratch, at);
      }
    }
    if (!epilogue.activation().isGate()) {
      VectorElementwise.LOOPS.activate(
          epilogue.activation(), 2 * row, scratch, scratchAt, scratch, scratchAt);
    }
  }

  /// Pools two rows of sums to one of `pixels` pixels.
  static void pool(
      List<StripPool> pools,
      int pixels,
      float[] sums,
      int sumsAt,
      float[] y,
      int yAt,
      float[] trace,
      int traceAt) {
    for (int k = 0; k < pools.size(); k++) {
      StripPool pool = pools.get(k);
      int c = pool.channel;
      pool.kernel.run(
          pixels, sums, sumsAt + c, sums, sumsAt, y, yAt + c, sums, sumsAt, trace, traceAt + c);
    }
  }
}
