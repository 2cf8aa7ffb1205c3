package dev.kern.kernel.convolution;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Geometry;
import dev.kern.kernel.Scratch;
import dev.kern.kernel.vector.VectorDot;

/// The [dev.kern.kernel.InputGradient] of an image with one channel: each element is a few dot
/// products along the filters. Packing just copies the filter.
public record SingleChannelGradient(Geometry geometry) implements CopiedFilter {
  @Override
  public void run(int from, int to, Buffer dy, Buffer packed, Buffer dx, Scratch scratch) {
    Geometry g = geometry;
    for (int row = from * g.inHeight(); row < to * g.inHeight(); row++) {
      int gradient = row / g.inHeight() * g.outSize();
      for (int w = 0; w < g.inWidth(); w++) {
        dx.set(row * g.inWidth() + w, sum(row % g.inHeight(), w, dy, gradient, packed));
      }
    }
  }

  private float sum(int h, int w, Buffer dy, int gradient, Buffer packed) {
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
          sum += VectorDot.dot(g.outChannels(), dy, gradient + pixel, packed, tap);
        }
      }
    }
    return sum;
  }

  /// Whether one of `size` windows is at `at`, in input pixels.
  private boolean isOutput(int at, int size) {
    return at >= 0 && at % geometry.stride() == 0 && at / geometry.stride() < size;
  }
}
