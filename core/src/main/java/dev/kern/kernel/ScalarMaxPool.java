package dev.kern.kernel;

import java.util.Arrays;

/// Max pooling in plain Java, with any window.
record ScalarMaxPool(Geometry geometry) implements Pool {
  @Override
  public void run(int from, int to, float[] x, int xAt, float[] y, int yAt) {
    Geometry g = geometry;
    int e = yAt + from * g.outSize();
    for (int n = from; n < to; n++) {
      for (int i = 0; i < g.outHeight(); i++) {
        for (int j = 0; j < g.outWidth(); j++) {
          for (int c = 0; c < g.inChannels(); c++) {
            y[e++] = x[largest(g, i, j, c, x, xAt + n * g.inSize())];
          }
        }
      }
    }
  }

  /// Where in `x` the first largest pixel of the window at `(i, j)` is.
  private static int largest(Geometry g, int i, int j, int c, float[] x, int xAt) {
    int best = -1;
    for (int u = 0; u < g.kernelHeight(); u++) {
      int h = g.rowOf(i, u);
      for (int v = 0; v < g.kernelWidth() && g.hasRow(h); v++) {
        int column = g.columnOf(j, v);
        if (g.hasColumn(column)) {
          int at = xAt + (h * g.inWidth() + column) * g.inChannels() + c;
          best = best < 0 || x[at] > x[best] ? at : best;
        }
      }
    }
    return best;
  }

  /// The gradient: every `dy` goes to the first largest pixel of its window.
  record Gradient(Geometry geometry) implements PoolGradient {
    @Override
    public void run(
        int from, int to, float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt) {
      Geometry g = geometry;
      int begin = dxAt + from * g.inSize();
      Arrays.fill(dx, begin, begin + Math.max(0, to - from) * g.inSize(), 0);
      int e = dyAt + from * g.outSize();
      for (int n = from; n < to; n++) {
        for (int i = 0; i < g.outHeight(); i++) {
          for (int j = 0; j < g.outWidth(); j++) {
            for (int c = 0; c < g.inChannels(); c++) {
              int at = largest(g, i, j, c, x, xAt + n * g.inSize());
              dx[dxAt + at - xAt] += dy[e++];
            }
          }
        }
      }
    }
  }
}
