package dev.kern.kernel;

import java.util.Arrays;

/// Average pooling in plain Java, with any window.
record ScalarAveragePool(Geometry geometry) implements Pool {
  @Override
  public void run(int from, int to, float[] x, int xAt, float[] y, int yAt) {
    Geometry g = geometry;
    int channels = g.inChannels();
    int at = yAt + from * g.outSize();
    for (int n = from; n < to; n++) {
      for (int i = 0; i < g.outHeight(); i++) {
        for (int j = 0; j < g.outWidth(); j++) {
          Arrays.fill(y, at, at + channels, 0);
          float share = 1f / pixels(g, i, j);
          for (int u = 0; u < g.kernelHeight(); u++) {
            for (int v = 0; v < g.kernelWidth(); v++) {
              if (reads(g, i, j, u, v)) {
                int pixel = xAt + n * g.inSize() + pixelAt(g, i, j, u, v);
                ScalarProduct.addScaled(channels, share, x, pixel, y, at);
              }
            }
          }
          at += channels;
        }
      }
    }
  }

  private static boolean reads(Geometry g, int i, int j, int u, int v) {
    return g.hasRow(g.rowOf(i, u)) && g.hasColumn(g.columnOf(j, v));
  }

  private static int pixelAt(Geometry g, int i, int j, int u, int v) {
    return (g.rowOf(i, u) * g.inWidth() + g.columnOf(j, v)) * g.inChannels();
  }

  /// How many pixels of the window at `(i, j)` lie within the image.
  static int pixels(Geometry g, int i, int j) {
    int count = 0;
    for (int u = 0; u < g.kernelHeight(); u++) {
      for (int v = 0; v < g.kernelWidth(); v++) {
        count += reads(g, i, j, u, v) ? 1 : 0;
      }
    }
    return count;
  }

  /// The gradient: every `dy` goes to the pixels of its window in equal parts.
  record Gradient(Geometry geometry) implements PoolGradient {
    @Override
    public void run(
        int from, int to, float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt) {
      Geometry g = geometry;
      int channels = g.inChannels();
      int begin = dxAt + from * g.inSize();
      Arrays.fill(dx, begin, begin + Math.max(0, to - from) * g.inSize(), 0);
      int at = dyAt + from * g.outSize();
      for (int n = from; n < to; n++) {
        for (int i = 0; i < g.outHeight(); i++) {
          for (int j = 0; j < g.outWidth(); j++) {
            float share = 1f / pixels(g, i, j);
            for (int u = 0; u < g.kernelHeight(); u++) {
              for (int v = 0; v < g.kernelWidth(); v++) {
                if (reads(g, i, j, u, v)) {
                  int pixel = dxAt + n * g.inSize() + pixelAt(g, i, j, u, v);
                  ScalarProduct.addScaled(channels, share, dy, at, dx, pixel);
                }
              }
            }
            at += channels;
          }
        }
      }
    }
  }
}
