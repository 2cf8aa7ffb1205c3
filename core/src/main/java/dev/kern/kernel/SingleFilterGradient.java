package dev.kern.kernel;

import java.util.Arrays;

/// The [FilterGradient] of a single filter: vectors run along the channels of the image.
record SingleFilterGradient(Geometry geometry) implements FilterGradient {
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
    for (int e = from * g.outSize(); e < to * g.outSize(); e++) {
      int i = e % g.outSize() / g.outWidth();
      int j = e % g.outWidth();
      add(i, j, dy[dyAt + e], x, xAt + e / g.outSize() * g.inSize(), dw, dwAt);
    }
  }

  private void add(int i, int j, float gradient, float[] x, int xAt, float[] dw, int dwAt) {
    Geometry g = geometry;
    for (int u = 0; u < g.kernelHeight(); u++) {
      for (int v = 0; v < g.kernelWidth() && g.hasRow(g.rowOf(i, u)); v++) {
        if (g.hasColumn(g.columnOf(j, v))) {
          int pixel = (g.rowOf(i, u) * g.inWidth() + g.columnOf(j, v)) * g.inChannels();
          int tap = (u * g.kernelWidth() + v) * g.inChannels();
          VectorDot.addScaled(g.inChannels(), gradient, x, xAt + pixel, dw, dwAt + tap);
        }
      }
    }
  }
}
