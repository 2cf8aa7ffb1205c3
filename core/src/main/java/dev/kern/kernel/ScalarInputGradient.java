package dev.kern.kernel;

import java.util.Arrays;

/// An [InputGradient] in plain Java: every output pixel's gradient is spread over the pixels that
/// it was made of. The packed filter is `[K, L, F, C/G]`.
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
  public void pack(int from, int to, float[] w, int wAt, float[] packed, int packedAt) {
    int channels = geometry.groupChannels();
    int filters = geometry.outChannels();
    for (int tap = from; tap < to; tap++) {
      int at = tap * channels * filters;
      ScalarRows.LOOPS.transpose(channels, filters, w, wAt + at, packed, packedAt + at);
    }
  }

  @Override
  public int scratch() {
    return 0;
  }

  @Override
  public void run(
      int from,
      int to,
      float[] dy,
      int dyAt,
      float[] packed,
      int packedAt,
      float[] dx,
      int dxAt,
      float[] scratch,
      int scratchAt) {
    Geometry g = geometry;
    int begin = dxAt + from * g.inSize();
    Arrays.fill(dx, begin, begin + Math.max(0, to - from) * g.inSize(), 0);
    for (int n = from; n < to; n++) {
      for (int i = 0; i < g.outHeight(); i++) {
        for (int j = 0; j < g.outWidth(); j++) {
          int pixel = (i * g.outWidth() + j) * g.outChannels();
          spread(
              i,
              j,
              dy,
              dyAt + n * g.outSize() + pixel,
              packed,
              packedAt,
              dx,
              dxAt + n * g.inSize());
        }
      }
    }
  }

  private void spread(
      int i, int j, float[] dy, int dyAt, float[] packed, int packedAt, float[] dx, int dxAt) {
    Geometry g = geometry;
    for (int u = 0; u < g.kernelHeight(); u++) {
      int h = g.rowOf(i, u);
      for (int v = 0; v < g.kernelWidth() && g.hasRow(h); v++) {
        int column = g.columnOf(j, v);
        if (g.hasColumn(column)) {
          int pixel = dxAt + (h * g.inWidth() + column) * g.inChannels();
          int tap = (u * g.kernelWidth() + v) * g.outChannels();
          spreadPixel(dy, dyAt, packed, packedAt + tap * g.groupChannels(), dx, pixel);
        }
      }
    }
  }

  private void spreadPixel(float[] dy, int dyAt, float[] packed, int at, float[] dx, int dxAt) {
    int channels = geometry.groupChannels();
    int filters = geometry.groupFilters();
    if (geometry.isDepthwise()) {
      ScalarProduct.addProducts(geometry.inChannels(), dy, dyAt, packed, at, dx, dxAt);
      return;
    }
    for (int f = 0; f < geometry.outChannels(); f++) {
      int first = f / filters * channels;
      ScalarProduct.addScaled(channels, dy[dyAt + f], packed, at + f * channels, dx, dxAt + first);
    }
  }
}
