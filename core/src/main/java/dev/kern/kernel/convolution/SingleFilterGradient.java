package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.FilterGradient;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.vector.VectorDot;

/// The [FilterGradient] of a single filter: vectors run along the channels of the image.
public record SingleFilterGradient(Geometry geometry) implements FilterGradient {
  @Override
  public void run(int slice, int from, int to, Buffer x, Buffer dy, Buffer dw, Scratch scratch) {
    Geometry g = geometry;
    dw.fill(0, g.filterSize(), 0);
    for (int e = from * g.outSize(); e < to * g.outSize(); e++) {
      int i = e % g.outSize() / g.outWidth();
      add(i, e % g.outWidth(), dy.get(e), x, e / g.outSize() * g.inSize(), dw);
    }
  }

  private void add(int i, int j, float gradient, Buffer x, int image, Buffer dw) {
    Geometry g = geometry;
    for (int u = 0; u < g.kernelHeight(); u++) {
      for (int v = 0; v < g.kernelWidth(); v++) {
        if (g.reads(i, j, u, v)) {
          int pixel = image + g.pixelAt(i, j, u, v);
          VectorDot.addScaled(g.inChannels(), gradient, x, pixel, dw, g.tapAt(u, v));
        }
      }
    }
  }
}
