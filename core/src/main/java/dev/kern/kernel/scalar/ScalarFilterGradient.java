package dev.kern.kernel.scalar;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.FilterGradient;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;

/// A [FilterGradient] in plain Java: multiplies the gradient of every output pixel by every input
/// pixel that it was computed from.
record ScalarFilterGradient(Geometry geometry) implements FilterGradient {
  @Override
  public void run(int slice, int from, int to, Buffer x, Buffer dy, Buffer dw, Scratch scratch) {
    Geometry g = geometry;
    dw.fill(0, g.filterSize(), 0);
    for (int row = from * g.outHeight(); row < to * g.outHeight(); row++) {
      int image = row / g.outHeight() * g.inSize();
      for (int j = 0; j < g.outWidth(); j++) {
        add(row % g.outHeight(), j, x, image, dy, row * g.outRow() + j * g.outChannels(), dw);
      }
    }
  }

  private void add(int i, int j, Buffer x, int image, Buffer dy, int gradient, Buffer dw) {
    Geometry g = geometry;
    for (int u = 0; u < g.kernelHeight(); u++) {
      for (int v = 0; v < g.kernelWidth(); v++) {
        if (g.reads(i, j, u, v)) {
          addPixel(x, image + g.pixelAt(i, j, u, v), dy, gradient, dw, g.tapAt(u, v));
        }
      }
    }
  }

  private void addPixel(Buffer x, int pixel, Buffer dy, int gradient, Buffer dw, int tap) {
    Geometry g = geometry;
    if (g.isDepthwise()) {
      ScalarProduct.addProducts(g.outChannels(), x, pixel, dy, gradient, dw, tap);
      return;
    }
    for (int c = 0; c < g.inChannels(); c++) {
      int first = c / g.groupChannels() * g.groupFilters();
      int row = tap + c % g.groupChannels() * g.outChannels() + first;
      ScalarProduct.addScaled(g.groupFilters(), x.get(pixel + c), dy, gradient + first, dw, row);
    }
  }
}
