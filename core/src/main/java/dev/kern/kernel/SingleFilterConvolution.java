package dev.kern.kernel;

/// A [Convolution] with one filter: each sum is a few dot products along the channels.
record SingleFilterConvolution(Geometry geometry, Epilogue epilogue, ScalarEpilogue store)
    implements Convolution {
  static SingleFilterConvolution of(Geometry g, Epilogue epilogue) {
    return new SingleFilterConvolution(g, epilogue, new ScalarEpilogue(epilogue, g.outWidth(), 1));
  }

  @Override
  public int scratch() {
    return rowsAtOnce() * geometry.outWidth();
  }

  private int rowsAtOnce() {
    return epilogue.pools() ? 2 : 1;
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
    Geometry g = geometry;
    int blocks = g.outHeight() / rowsAtOnce();
    for (int block = from * blocks; block < to * blocks; block++) {
      int image = xAt + block / blocks * g.inSize();
      for (int pixel = 0; pixel < scratch(); pixel++) {
        int i = block % blocks * rowsAtOnce() + pixel / g.outWidth();
        float bias = epilogue.bias() ? b[bAt] : 0;
        scratch[scratchAt + pixel] = bias + sum(i, pixel % g.outWidth(), x, image, w, wAt);
      }
      int stored = block * store.rowSize();
      store.row(scratch, scratchAt, y, yAt + stored, trace, traceAt + stored);
    }
  }

  private float sum(int i, int j, float[] x, int xAt, float[] w, int wAt) {
    Geometry g = geometry;
    float sum = 0;
    for (int u = 0; u < g.kernelHeight(); u++) {
      for (int v = 0; v < g.kernelWidth() && g.hasRow(g.rowOf(i, u)); v++) {
        if (g.hasColumn(g.columnOf(j, v))) {
          int pixel = (g.rowOf(i, u) * g.inWidth() + g.columnOf(j, v)) * g.inChannels();
          int tap = (u * g.kernelWidth() + v) * g.inChannels();
          sum += VectorDot.dot(g.inChannels(), x, xAt + pixel, w, wAt + tap);
        }
      }
    }
    return sum;
  }
}
