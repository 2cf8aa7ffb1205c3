package dev.kern.kernel;

/// The [InputGradient] of an image with one channel: each element is a few dot products along the
/// filters. The filter is packed as it is.
record SingleChannelGradient(Geometry geometry) implements InputGradient {
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
    int f = geometry.outChannels();
    System.arraycopy(w, wAt + from * f, packed, packedAt + from * f, (to - from) * f);
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
    for (int row = from * g.inHeight(); row < to * g.inHeight(); row++) {
      int gradient = dyAt + row / g.inHeight() * g.outSize();
      for (int w = 0; w < g.inWidth(); w++) {
        dx[dxAt + row * g.inWidth() + w] =
            sum(row % g.inHeight(), w, dy, gradient, packed, packedAt);
      }
    }
  }

  private float sum(int h, int w, float[] dy, int dyAt, float[] packed, int packedAt) {
    Geometry g = geometry;
    float sum = 0;
    for (int u = 0; u < g.kernelHeight(); u++) {
      int i = h + g.padTop() - u * g.dilation();
      if (!isOutput(i, g.outHeight())) {
        continue;
      }
      for (int v = 0; v < g.kernelWidth(); v++) {
        int j = w + g.padLeft() - v * g.dilation();
        if (isOutput(j, g.outWidth())) {
          int pixel = (i / g.stride() * g.outWidth() + j / g.stride()) * g.outChannels();
          int tap = (u * g.kernelWidth() + v) * g.outChannels();
          sum += VectorDot.dot(g.outChannels(), dy, dyAt + pixel, packed, packedAt + tap);
        }
      }
    }
    return sum;
  }

  /// Whether `at`, in input pixels, is where one of `size` windows stands.
  private boolean isOutput(int at, int size) {
    return at >= 0 && at % geometry.stride() == 0 && at / geometry.stride() < size;
  }
}
