package dev.kern.kernel;

import java.util.Arrays;

/// A [FilterGradient] in plain Java: every output pixel's gradient times every input that it was
/// made of.
record ScalarFilterGradient(Geometry geometry) implements FilterGradient {
  @Override
  public int scratch() {
    return 0;
  }

  @Override
  public void run(
      int from,
      int to,
      float[] x,
      int xAt,
      float[] dy,
      int dyAt,
      float[] dw,
      int dwAt,
      float[] scratch,
      int scratchAt) {
    Geometry g = geometry;
    Arrays.fill(dw, dwAt, dwAt + g.filterSize(), 0);
    for (int n = from; n < to; n++) {
      for (int i = 0; i < g.outHeight(); i++) {
        for (int j = 0; j < g.outWidth(); j++) {
          int pixel = (i * g.outWidth() + j) * g.outChannels();
          add(i, j, x, xAt + n * g.inSize(), dy, dyAt + n * g.outSize() + pixel, dw, dwAt);
        }
      }
    }
  }

  private void add(int i, int j, float[] x, int xAt, float[] dy, int dyAt, float[] dw, int dwAt) {
    Geometry g = geometry;
    for (int u = 0; u < g.kernelHeight(); u++) {
      int h = g.rowOf(i, u);
      for (int v = 0; v < g.kernelWidth() && g.hasRow(h); v++) {
        int column = g.columnOf(j, v);
        if (g.hasColumn(column)) {
          int pixel = xAt + (h * g.inWidth() + column) * g.inChannels();
          int tap = (u * g.kernelWidth() + v) * g.groupChannels() * g.outChannels();
          addPixel(x, pixel, dy, dyAt, dw, dwAt + tap);
        }
      }
    }
  }

  private void addPixel(float[] x, int xAt, float[] dy, int dyAt, float[] dw, int at) {
    int channels = geometry.groupChannels();
    int filters = geometry.groupFilters();
    if (geometry.isDepthwise()) {
      ScalarProduct.addProducts(geometry.outChannels(), x, xAt, dy, dyAt, dw, at);
      return;
    }
    for (int c = 0; c < geometry.inChannels(); c++) {
      int first = c / channels * filters;
      int row = at + c % channels * geometry.outChannels() + first;
      ScalarProduct.addScaled(filters, x[xAt + c], dy, dyAt + first, dw, row);
    }
  }
}
