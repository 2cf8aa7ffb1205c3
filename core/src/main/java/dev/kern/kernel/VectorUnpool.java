package dev.kern.kernel;

import static dev.kern.kernel.VectorMath.FLOATS;
import static dev.kern.kernel.VectorMath.LANES;
import static dev.kern.kernel.VectorMath.broadcast;

import dev.kern.math.Pooling;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// An [Unpool] on vectors of channels.
record VectorUnpool(int height, int width, int channels, Pooling pooling) implements Unpool {
  @Override
  public void run(
      int from, int to, float[] dy, int dyAt, float[] trace, int traceAt, float[] dx, int dxAt) {
    if (pooling == Pooling.NONE) {
      int size = height * width * channels;
      int at = from * size;
      gate(Math.max(0, to - from) * size, dy, dyAt + at, trace, traceAt + at, dx, dxAt + at);
      return;
    }
    int row = width * channels;
    for (int i = from * height / 2; i < to * height / 2; i++) {
      int at = i * row / 2;
      if (pooling == Pooling.MAX) {
        unpoolMax(dy, dyAt + at, trace, traceAt + at, dx, dxAt + 2 * i * row);
      } else {
        unpoolAverage(dy, dyAt + at, trace, traceAt + at, dx, dxAt + 2 * i * row);
      }
    }
  }

  private static void gate(
      int n, float[] dy, int dyAt, float[] trace, int traceAt, float[] dx, int dxAt) {
    int end = FLOATS.loopBound(n);
    for (int e = 0; e < end; e += LANES) {
      FloatVector bits = FloatVector.fromArray(FLOATS, trace, traceAt + e);
      FloatVector.fromArray(FLOATS, dy, dyAt + e)
          .blend(0, bits.compare(VectorOperators.EQ, 0))
          .intoArray(dx, dxAt + e);
    }
    for (int e = end; e < n; e++) {
      dx[dxAt + e] = trace[traceAt + e] != 0 ? dy[dyAt + e] : 0;
    }
  }

  /// One row of squares; a trace is the one bit of the largest pixel, or none.
  private void unpoolMax(float[] dy, int dyAt, float[] trace, int traceAt, float[] dx, int dxAt) {
    int below = width * channels;
    FloatVector zero = broadcast(0);
    for (int c = 0; c < channels; c += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(c, channels);
      for (int j = 0; j < width / 2; j++) {
        FloatVector gradient = FloatVector.fromArray(FLOATS, dy, dyAt + j * channels + c, mask);
        FloatVector bits = FloatVector.fromArray(FLOATS, trace, traceAt + j * channels + c, mask);
        int at = dxAt + 2 * j * channels + c;
        zero.blend(gradient, bits.compare(VectorOperators.EQ, 1)).intoArray(dx, at, mask);
        zero.blend(gradient, bits.compare(VectorOperators.EQ, 2))
            .intoArray(dx, at + channels, mask);
        zero.blend(gradient, bits.compare(VectorOperators.EQ, 4)).intoArray(dx, at + below, mask);
        zero.blend(gradient, bits.compare(VectorOperators.EQ, 8))
            .intoArray(dx, at + below + channels, mask);
      }
    }
  }

  /// One row of squares; a trace has a bit for each pixel, taken off from the highest down.
  private void unpoolAverage(
      float[] dy, int dyAt, float[] trace, int traceAt, float[] dx, int dxAt) {
    int below = width * channels;
    FloatVector zero = broadcast(0);
    for (int c = 0; c < channels; c += LANES) {
      VectorMask<Float> mask = FLOATS.indexInRange(c, channels);
      for (int j = 0; j < width / 2; j++) {
        FloatVector gradient =
            FloatVector.fromArray(FLOATS, dy, dyAt + j * channels + c, mask).mul(0.25f);
        FloatVector bits = FloatVector.fromArray(FLOATS, trace, traceAt + j * channels + c, mask);
        int at = dxAt + 2 * j * channels + c;
        VectorMask<Float> fourth = bits.compare(VectorOperators.GE, 8);
        bits = bits.sub(8, fourth);
        VectorMask<Float> third = bits.compare(VectorOperators.GE, 4);
        bits = bits.sub(4, third);
        VectorMask<Float> second = bits.compare(VectorOperators.GE, 2);
        bits = bits.sub(2, second);
        VectorMask<Float> first = bits.compare(VectorOperators.GE, 1);
        zero.blend(gradient, first).intoArray(dx, at, mask);
        zero.blend(gradient, second).intoArray(dx, at + channels, mask);
        zero.blend(gradient, third).intoArray(dx, at + below, mask);
        zero.blend(gradient, fourth).intoArray(dx, at + below + channels, mask);
      }
    }
  }
}
