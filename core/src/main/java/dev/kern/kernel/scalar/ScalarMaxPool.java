package dev.kern.kernel.scalar;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Pool;

/// Max pooling in plain Java, with any window, and its gradient: every `dy` goes to the first
/// largest pixel of its window.
record ScalarMaxPool(Geometry geometry) implements Pool {
  @Override
  public void run(int from, int to, Buffer x, Buffer y) {
    for (int e = from * geometry.outRow(); e < to * geometry.outRow(); e++) {
      y.set(e, x.get(largest(e, x)));
    }
  }

  @Override
  public void gradient(int from, int to, Buffer x, Buffer dy, Buffer dx) {
    dx.fill(from * geometry.inSize(), to * geometry.inSize(), 0);
    for (int e = from * geometry.outSize(); e < to * geometry.outSize(); e++) {
      int at = largest(e, x);
      dx.set(at, dx.get(at) + dy.get(e));
    }
  }

  /// The index in `x` of the first largest pixel in the window of output `e`.
  private int largest(int e, Buffer x) {
    Geometry g = geometry;
    int j = e / g.inChannels() % g.outWidth();
    int i = e / g.outRow() % g.outHeight();
    int first = e / g.outSize() * g.inSize() + e % g.inChannels();
    int best = -1;
    for (int u = 0; u < g.kernelHeight(); u++) {
      for (int v = 0; v < g.kernelWidth(); v++) {
        if (g.reads(i, j, u, v)) {
          int at = first + g.pixelAt(i, j, u, v);
          best = best < 0 || x.get(at) > x.get(best) ? at : best;
        }
      }
    }
    return best;
  }
}
