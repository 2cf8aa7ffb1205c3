package dev.kern.kernel.vector;

import static dev.kern.kernel.vector.VectorMath.LANES;
import static dev.kern.kernel.vector.VectorMath.broadcast;
import static dev.kern.kernel.vector.VectorMath.endOfVectors;
import static dev.kern.kernel.vector.VectorMath.load;
import static dev.kern.kernel.vector.VectorMath.mask;
import static dev.kern.kernel.vector.VectorMath.store;

import dev.kern.kernel.Buffer;
import dev.kern.kernel.Unpool;
import dev.kern.math.Pooling;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// An [Unpool] on vectors of channels.
public record VectorUnpool(int height, int width, int channels, Pooling pooling) implements Unpool {
  @Override
  public void run(int from, int to, Buffer dy, Buffer trace, Buffer dx) {
    if (pooling == Pooling.NONE) {
      int size = height * width * channels;
      gate(from * size, Math.max(from, to) * size, dy, trace, dx);
      return;
    }
    int row = width * channels;
    for (int i = from * height / 2; i < to * height / 2; i++) {
      if (pooling == Pooling.MAX) {
        unpoolMax(i * row / 2, dy, trace, dx);
      } else {
        unpoolAverage(i * row / 2, dy, trace, dx);
      }
    }
  }

  private static void gate(int from, int to, Buffer dy, Buffer trace, Buffer dx) {
    int end = endOfVectors(from, to);
    for (int e = from; e < end; e += LANES) {
      store(load(dy, e).blend(0, load(trace, e).compare(VectorOperators.EQ, 0)), dx, e);
    }
    for (int e = end; e < to; e++) {
      dx.set(e, trace.get(e) != 0 ? dy.get(e) : 0);
    }
  }

  /// Unpools the row of squares that begins at pooled element `row`; a trace has the bit of the
  /// largest pixel, or none.
  private void unpoolMax(int row, Buffer dy, Buffer trace, Buffer dx) {
    int below = width * channels;
    FloatVector zero = broadcast(0);
    for (int c = 0; c < channels; c += LANES) {
      VectorMask<Float> mask = mask(c, channels);
      for (int j = 0; j < width / 2; j++) {
        FloatVector gradient = load(dy, row + j * channels + c, mask);
        FloatVector bits = load(trace, row + j * channels + c, mask);
        int at = 4 * row + 2 * j * channels + c;
        store(zero.blend(gradient, bits.compare(VectorOperators.EQ, 1)), dx, at, mask);
        store(zero.blend(gradient, bits.compare(VectorOperators.EQ, 2)), dx, at + channels, mask);
        store(zero.blend(gradient, bits.compare(VectorOperators.EQ, 4)), dx, at + below, mask);
        at += below + channels;
        store(zero.blend(gradient, bits.compare(VectorOperators.EQ, 8)), dx, at, mask);
      }
    }
  }

  /// The same for average pooling; a trace has a bit for each pixel, processed from the highest
  /// down.
  private void unpoolAverage(int row, Buffer dy, Buffer trace, Buffer dx) {
    int below = width * channels;
    FloatVector zero = broadcast(0);
    for (int c = 0; c < channels; c += LANES) {
      VectorMask<Float> mask = mask(c, channels);
      for (int j = 0; j < width / 2; j++) {
        FloatVector gradient = load(dy, row + j * channels + c, mask).mul(0.25f);
        FloatVector bits = load(trace, row + j * channels + c, mask);
        int at = 4 * row + 2 * j * channels + c;
        VectorMask<Float> fourth = bits.compare(VectorOperators.GE, 8);
        bits = bits.sub(8, fourth);
        VectorMask<Float> third = bits.compare(VectorOperators.GE, 4);
        bits = bits.sub(4, third);
        VectorMask<Float> second = bits.compare(VectorOperators.GE, 2);
        bits = bits.sub(2, second);
        VectorMask<Float> first = bits.compare(VectorOperators.GE, 1);
        store(zero.blend(gradient, first), dx, at, mask);
        store(zero.blend(gradient, second), dx, at + channels, mask);
        store(zero.blend(gradient, third), dx, at + below, mask);
        store(zero.blend(gradient, fourth), dx, at + below + channels, mask);
      }
    }
  }
}
