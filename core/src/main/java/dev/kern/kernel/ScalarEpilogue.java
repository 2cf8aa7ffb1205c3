package dev.kern.kernel;

import dev.kern.math.Activation;
import dev.kern.math.Pooling;

/// Activation, pooling and trace behind the sums of one row of pixels, or of two that are pooled.
record ScalarEpilogue(Epilogue epilogue, int width, int channels) {
  /// Floats of one row of what is stored.
  int rowSize() {
    return epilogue.pools() ? width / 2 * channels : width * channels;
  }

  /// Stores one row; `sums` holds one or two rows of pixels, bias included.
  void row(float[] sums, int at, float[] y, int yAt, float[] trace, int traceAt) {
    if (epilogue.pools()) {
      pool(sums, at, y, yAt, trace, traceAt);
      return;
    }
    Activation f = epilogue.activation();
    for (int e = 0; e < width * channels; e++) {
      float sum = sums[at + e];
      y[yAt + e] = (float) f.value(sum);
      if (epilogue.trace()) {
        trace[traceAt + e] = isAlive(sum) ? 1 : 0;
      }
    }
  }

  private void pool(float[] sums, int at, float[] y, int yAt, float[] trace, int traceAt) {
    int below = width * channels;
    for (int j = 0; j < width / 2; j++) {
      for (int c = 0; c < channels; c++) {
        int first = at + 2 * j * channels + c;
        float p0 = sums[first];
        float p1 = sums[first + channels];
        float p2 = sums[first + below];
        float p3 = sums[first + below + channels];
        int e = j * channels + c;
        if (epilogue.pooling() == Pooling.MAX) {
          y[yAt + e] = max(p0, p1, p2, p3);
        } else {
          y[yAt + e] = 0.25f * ((activate(p0) + activate(p1)) + (activate(p2) + activate(p3)));
        }
        if (epilogue.trace()) {
          trace[traceAt + e] =
              epilogue.pooling() == Pooling.MAX
                  ? largest(p0, p1, p2, p3)
                  : alive(p0) + 2 * alive(p1) + 4 * alive(p2) + 8 * alive(p3);
        }
      }
    }
  }

  private float max(float p0, float p1, float p2, float p3) {
    return Math.max(Math.max(activate(p0), activate(p1)), Math.max(activate(p2), activate(p3)));
  }

  /// The bit of the first largest pixel, if the activation is alive there.
  private int largest(float p0, float p1, float p2, float p3) {
    int upper = p1 > p0 ? 2 : 1;
    int lower = p3 > p2 ? 8 : 4;
    float upperMax = Math.max(p0, p1);
    float lowerMax = Math.max(p2, p3);
    return lowerMax > upperMax ? lower * alive(lowerMax) : upper * alive(upperMax);
  }

  private float activate(float sum) {
    return (float) epilogue.activation().value(sum);
  }

  private int alive(float sum) {
    return isAlive(sum) ? 1 : 0;
  }

  /// Whether a gate lets a gradient through; for a gate, input and output have the same sign.
  private boolean isAlive(float sum) {
    return epilogue.activation().slope(sum) != 0;
  }
}
