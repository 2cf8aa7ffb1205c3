package dev.kern.kernel;

/// A [Convolution] in plain Java: the sums of one row of output, or of the two that are pooled,
/// then the epilogue.
final class ScalarConvolution implements Convolution {
  private final Geometry geometry;
  private final Epilogue epilogue;
  private final ScalarEpilogue store;

  ScalarConvolution(Geometry geometry, Epilogue epilogue) {
    this.geometry = geometry;
    this.epilogue = epilogue;
    this.store = new ScalarEpilogue(epilogue, geometry.outWidth(), geometry.outChannels());
  }

  @Override
  public int scratch() {
    return rowsAtOnce() * geometry.outRow();
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
    int blocks = geometry.outHeight() / rowsAtOnce();
    for (int n = from; n < to; n++) {
      for (int block = 0; block < blocks; block++) {
        for (int r = 0; r < rowsAtOnce(); r++) {
          int rowAt = scratchAt + r * geometry.outRow();
          start(b, bAt, scratch, rowAt);
          sumRow(block * rowsAtOnce() + r, x, xAt + n * geometry.inSize(), w, wAt, scratch, rowAt);
        }
        int stored = (n * blocks + block) * store.rowSize();
        store.row(scratch, scratchAt, y, yAt + stored, trace, traceAt + stored);
      }
    }
  }

  private void start(float[] b, int bAt, float[] sums, int at) {
    int channels = geometry.outChannels();
    for (int e = 0; e < geometry.outRow(); e++) {
      sums[at + e] = epilogue.bias() ? b[bAt + e % channels] : 0;
    }
  }

  private void sumRow(int i, float[] x, int xAt, float[] w, int wAt, float[] sums, int at) {
    Geometry g = geometry;
    for (int u = 0; u < g.kernelHeight(); u++) {
      int h = g.rowOf(i, u);
      for (int j = 0; j < g.outWidth() && g.hasRow(h); j++) {
        for (int v = 0; v < g.kernelWidth(); v++) {
          int column = g.columnOf(j, v);
          if (g.hasColumn(column)) {
            int tap = (u * g.kernelWidth() + v) * g.groupChannels() * g.outChannels();
            int pixel = (h * g.inWidth() + column) * g.inChannels();
            sumPixel(x, xAt + pixel, w, wAt + tap, sums, at + j * g.outChannels());
          }
        }
      }
    }
  }

  private void sumPixel(float[] x, int xAt, float[] w, int wAt, float[] sums, int at) {
    int filters = geometry.groupFilters();
    int channels = geometry.groupChannels();
    if (geometry.isDepthwise()) {
      ScalarProduct.addProducts(geometry.outChannels(), x, xAt, w, wAt, sums, at);
      return;
    }
    for (int c = 0; c < geometry.inChannels(); c++) {
      int first = c / channels * filters;
      int row = wAt + c % channels * geometry.outChannels() + first;
      ScalarProduct.addScaled(filters, x[xAt + c], w, row, sums, at + first);
    }
  }
}
