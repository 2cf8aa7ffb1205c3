package dev.kern.kernel.scalar;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.InputGradient;
import dev.kern.kernel.Scratch;

/// An [InputGradient] in plain Java: distributes the gradient of every output pixel over the pixels
/// that it was computed from. The packed filter is `[K, L, F, C/G]`.
record ScalarInputGradient(Geometry geometry) implements InputGradient {
  @Override
  public int packed() {
    return geometry.filterSize();
  }

  @Override
  public int parts() {
    return geometry.taps();
  }

  @Override
  public void pack(int from, int to, Buffer w, Buffer packed, Scratch scratch) {
    int mark = scratch.mark();
    Scratch.View tap = scratch.view();
    Scratch.View turned = scratch.view();
    int size = geometry.groupChannels() * geometry.outChannels();
    for (int k = from; k < to; k++) {
      tap.over(w, k * size);
      turned.over(packed, k * size);
      ScalarRowKernels.LOOPS.transpose(
          geometry.groupChannels(), geometry.outChannels(), tap, turned);
    }
    scratch.release(mark);
  }

  @Override
  public void run(int from, int to, Buffer dy, Buffer packed, Buffer dx, Scratch scratch) {
    Geometry g = geometry;
    dx.fill(from * g.inSize(), to * g.inSize(), 0);
    for (int row = from * g.outHeight(); row < to * g.outHeight(); row++) {
      int image = row / g.outHeight() * g.inSize();
      for (int j = 0; j < g.outWidth(); j++) {
        int gradient = row * g.outRow() + j * g.outChannels();
        spread(row % g.outHeight(), j, dy, gradient, packed, dx, image);
      }
    }
  }

  private void spread(int i, int j, Buffer dy, int gradient, Buffer packed, Buffer dx, int image) {
    Geometry g = geometry;
    for (int u = 0; u < g.kernelHeight(); u++) {
      for (int v = 0; v < g.kernelWidth(); v++) {
        if (g.reads(i, j, u, v)) {
          spreadPixel(dy, gradient, packed, g.tapAt(u, v), dx, image + g.pixelAt(i, j, u, v));
        }
      }
    }
  }

  private void spreadPixel(Buffer dy, int gradient, Buffer packed, int tap, Buffer dx, int pixel) {
    Geometry g = geometry;
    int channels = g.groupChannels();
    if (g.isDepthwise()) {
      ScalarProduct.addProducts(g.inChannels(), dy, gradient, packed, tap, dx, pixel);
      return;
    }
    for (int f = 0; f < g.outChannels(); f++) {
      int first = pixel + f / g.groupFilters() * channels;
      int row = tap + f * channels;
      ScalarProduct.addScaled(channels, dy.get(gradient + f), packed, row, dx, first);
    }
  }
}
