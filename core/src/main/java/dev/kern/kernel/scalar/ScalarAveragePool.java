package dev.kern.kernel.scalar;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Pool;

/// Average pooling in plain Java, with any window, and its gradient: every `dy` is divided equally
/// among the pixels of its window.
public record ScalarAveragePool(Geometry geometry) implements Pool {
  @Override
  public void run(int from, int to, Buffer x, Buffer y) {
    y.fill(from * geometry.outRow(), to * geometry.outRow(), 0);
    addShares(from, to, true, x, y);
  }

  @Override
  public void gradient(int from, int to, Buffer x, Buffer dy, Buffer dx) {
    dx.fill(from * geometry.inSize(), to * geometry.inSize(), 0);
    addShares(from * geometry.outHeight(), to * geometry.outHeight(), false, dy, dx);
  }

  /// Adds an equal share of each pixel of a window to the window's result, or the other way round,
  /// for some rows of results.
  private void addShares(int from, int to, boolean forward, Buffer source, Buffer target) {
    Geometry g = geometry;
    int out = from * g.outRow();
    for (int row = from; row < to; row++) {
      int image = row / g.outHeight() * g.inSize();
      int i = row % g.outHeight();
      for (int j = 0; j < g.outWidth(); j++) {
        float share = 1f / pixels(g, i, j);
        for (int u = 0; u < g.kernelHeight(); u++) {
          for (int v = 0; v < g.kernelWidth(); v++) {
            if (g.reads(i, j, u, v)) {
              int in = image + g.pixelAt(i, j, u, v);
              int sourceAt = forward ? in : out;
              int targetAt = forward ? out : in;
              ScalarProduct.addScaled(g.inChannels(), share, source, sourceAt, target, targetAt);
            }
          }
        }
        out += g.inChannels();
      }
    }
  }

  /// How many pixels of the window at `(i, j)` lie within the image.
  public static int pixels(Geometry g, int i, int j) {
    int rows = 0;
    for (int u = 0; u < g.kernelHeight(); u++) {
      rows += g.hasRow(g.rowOf(i, u)) ? 1 : 0;
    }
    int columns = 0;
    for (int v = 0; v < g.kernelWidth(); v++) {
      columns += g.hasColumn(g.columnOf(j, v)) ? 1 : 0;
    }
    return rows * columns;
  }
}
