package dev.kern.kernel;

import dev.kern.math.Pooling;

/// An [Unpool] in plain Java.
record ScalarUnpool(int height, int width, int channels, Pooling pooling) implements Unpool {
  @Override
  public void run(
      int from, int to, float[] dy, int dyAt, float[] trace, int traceAt, float[] dx, int dxAt) {
    int size = height * width * channels;
    if (pooling == Pooling.NONE) {
      for (int e = from * size; e < to * size; e++) {
        dx[dxAt + e] = trace[traceAt + e] != 0 ? dy[dyAt + e] : 0;
      }
      return;
    }
    float share = pooling == Pooling.AVERAGE ? 0.25f : 1;
    int row = width * channels;
    for (int i = from * height / 2; i < to * height / 2; i++) {
      for (int j = 0; j < width / 2; j++) {
        for (int c = 0; c < channels; c++) {
          int e = (i * (width / 2) + j) * channels + c;
          float gradient = share * dy[dyAt + e];
          int bits = (int) trace[traceAt + e];
          int first = dxAt + 2 * i * row + 2 * j * channels + c;
          dx[first] = (bits & 1) != 0 ? gradient : 0;
          dx[first + channels] = (bits & 2) != 0 ? gradient : 0;
          dx[first + row] = (bits & 4) != 0 ? gradient : 0;
          dx[first + row + channels] = (bits & 8) != 0 ? gradient : 0;
        }
      }
    }
  }
}
