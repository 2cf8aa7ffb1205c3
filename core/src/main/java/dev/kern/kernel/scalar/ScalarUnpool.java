package dev.kern.kernel.scalar;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Unpool;
import dev.kern.math.Pooling;

/// An [Unpool] in plain Java.
record ScalarUnpool(int height, int width, int channels, Pooling pooling) implements Unpool {
  @Override
  public void run(int from, int to, Buffer dy, Buffer trace, Buffer dx) {
    int size = height * width * channels;
    if (pooling == Pooling.NONE) {
      for (int e = from * size; e < to * size; e++) {
        dx.set(e, trace.get(e) != 0 ? dy.get(e) : 0);
      }
      return;
    }
    float share = pooling == Pooling.AVERAGE ? 0.25f : 1;
    int row = width * channels;
    for (int i = from * height / 2; i < to * height / 2; i++) {
      for (int j = 0; j < width / 2; j++) {
        for (int c = 0; c < channels; c++) {
          int e = (i * (width / 2) + j) * channels + c;
          float gradient = share * dy.get(e);
          int bits = (int) trace.get(e);
          int first = 2 * i * row + 2 * j * channels + c;
          dx.set(first, (bits & 1) != 0 ? gradient : 0);
          dx.set(first + channels, (bits & 2) != 0 ? gradient : 0);
          dx.set(first + row, (bits & 4) != 0 ? gradient : 0);
          dx.set(first + row + channels, (bits & 8) != 0 ? gradient : 0);
        }
      }
    }
  }
}
