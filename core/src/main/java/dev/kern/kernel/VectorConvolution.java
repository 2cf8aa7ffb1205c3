package dev.kern.kernel;

/// A [Convolution] whose rows go straight from registers to the result: bias, relu, trace and,
/// where there is little to sum per pixel, pooling are part of the kernels' store. Other
/// activations are a pass of their own.
record VectorConvolution(Geometry geometry, Epilogue epilogue, ForwardRows sums)
    implements Convolution {

  /// Up to so many terms per sum it pays to pool in registers.
  private static final int FEW_TERMS = 64;

  /// The convolution, by way of scratch memory if that is better.
  static Convolution of(Geometry g, Epilogue epilogue, Machine machine, Specialiser specialiser) {
    boolean gate = epilogue.activation().isGate();
    if (!epilogue.pools()) {
      Epilogue store = gate ? epilogue : epilogue.withoutActivation();
      return new VectorConvolution(g, epilogue, ForwardRows.of(g, store, machine, specialiser));
    }
    boolean few = g.kernelHeight() * g.kernelWidth() * g.inChannels() <= FEW_TERMS;
    if (gate && few && ForwardRows.canPool(g, machine)) {
      return new VectorConvolution(
          g, epilogue, ForwardRows.pooled(g, epilogue, machine, specialiser));
    }
    return PooledConvolution.of(g, epilogue, machine, specialiser);
  }

  @Override
  public int scratch() {
    return sums.scratch();
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
    if (staging != null) {
      staging.clear(scratch, scratchAt);
    }
    int n = from;
    while (n < to) {
      int group = to - n >= sums.group() ? sums.group() : 1;
      RowLoop loop = group > 1 ? sums.groupRows() : sums.rows();
      int image = xAt + n * geometry.inSize();
      int out = n * sampleSize();
      if (staging == null) {
        sample(loop, x, image, w, wAt, b, bAt, y, yAt + out, trace, traceAt + out);
      } else {
        staging.load(x, image, scratch, scratchAt);
        sample(loop, scratch, scratchAt, w, wAt, b, bAt, y, yAt + out, trace, traceAt + out);
      }
      n += group;
    }
    if (!epilogue.activation().isGate()) {
      int at = yAt + from * sampleSize();
      int size = Math.max(0, to - from) * sampleSize();
      VectorElementwise.LOOPS.activate(epilogue.activation(), size, y, at, y, at);
    }
  }

  private int sampleSize() {
    return epilogue.pools() ? geometry.outSize() / 4 : geometry.outSize();
  }

  private void sample(
      RowLoop loop,
      float[] x,
      int xAt,
      float[] w,
      int wAt,
      float[] b,
      int bAt,
      float[] y,
      int yAt,
      float[] trace,
      int traceAt) {
    int row = epilogue.pools() ? geometry.outRow() / 2 : geometry.outRow();
    for (int strip = 0; strip < loop.strips().size(); strip++) {
      for (int i = 0; i < loop.lines().size(); i++) {
        loop.run(strip, i, x, xAt, w, wAt, y, yAt + i * row, b, bAt, trace, traceAt + i * row);
      }
    }
  }
}
